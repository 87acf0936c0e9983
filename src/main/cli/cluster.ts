import type { Command } from 'commander';
import type { CapacityPlan, ClusterStatus, Problem } from '../../shared/cluster.ts';
import { AppError } from '../../shared/errors.ts';
import { addClusterLogs } from './cluster-logs.ts';
import { followStatus } from './follow-status.ts';
import { optionsOf, wholeNumber, withCommonOptions } from './options.ts';
import { formatBytes, formatCount, print, table } from './output.ts';
import { type CommonOptions, type Session, withApp } from './session.ts';

export function addClusterCommands(program: Command): void {
  const cluster = program.command('cluster').description('the servers of the engine');
  addSimple(cluster, 'up', 'bring the servers up, with all that the ledger knows', upWhole);
  addSimple(cluster, 'down', 'stop them; their data stays', (app) => app['cluster.down']);
  addSimple(cluster, 'status', 'state, memory and shards of each node', (app) => app['cluster.status']);
  addSimple(cluster, 'add-node', 'one node more', (app) => app['cluster.addNode']);
  addRestart(cluster);
  addRemove(cluster);
  addOfNode(cluster);
  addClusterLogs(cluster);
  addPlan(cluster);
  withCommonOptions(cluster.command('diagnose'))
    .description('what is wrong, and what to do about it')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const problems = await withApp('cluster diagnose', options, async ({ app, signal }) =>
        app.handlers['cluster.diagnose']({}, { signal }),
      );
      print(options, problems, () => describeProblems(problems));
    });
}

type Handlers = Session['app']['handlers'];
type Asked = (input: Record<string, never>, context: { signal: AbortSignal }) => Answer;
type Answer = ClusterStatus | Promise<ClusterStatus>;

/** Up, and until everything has been copied to it that it lacks. */
function upWhole(handlers: Handlers): Asked {
  return async (_input, context) => {
    await handlers['cluster.up']({}, context);
    await handlers['engine.settled']({}, context);
    return handlers['cluster.status']({}, context);
  };
}

/** A command without arguments that answers with the state. */
function addSimple(
  cluster: Command,
  name: string,
  description: string,
  pick: (handlers: Handlers) => Asked,
): void {
  withCommonOptions(cluster.command(name))
    .description(description)
    .action((_options, command: Command) =>
      run(name, command, (handlers, context) => pick(handlers)({}, context)),
    );
}

/** Runs work on the servers, tells its steps, and prints the state after it. */
async function run(
  name: string,
  command: Command,
  work: (handlers: Handlers, context: { signal: AbortSignal }) => Answer,
): Promise<void> {
  const options = optionsOf<CommonOptions>(command);
  const status = await following(name, options, (handlers, signal) => work(handlers, { signal }));
  print(options, status, () => describeStatus(status));
}

function following<T>(
  name: string,
  options: CommonOptions,
  work: (handlers: Handlers, signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  return withApp(`cluster ${name}`, options, async ({ app, signal }) => {
    const unfollow = followStatus(app, options.quiet ?? false);
    try {
      return await work(app.handlers, signal);
    } finally {
      unfollow();
    }
  });
}

function addRestart(cluster: Command): void {
  withCommonOptions(cluster.command('restart'))
    .description('one node, or all of them one after the other')
    .option('--node <name>')
    .action((_options, command: Command) => {
      const { node } = optionsOf<{ node?: string }>(command);
      return run('restart', command, (handlers, context) =>
        handlers['cluster.restart'](node ? { node } : {}, context),
      );
    });
}

function addRemove(cluster: Command): void {
  withCommonOptions(cluster.command('remove'))
    .description('take the servers away; their data stays without --with-data')
    .option('--with-data', 'their data too; asks for the word that --confirm gives')
    .option('--confirm <word>', 'the word that confirms it')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions & { withData?: boolean; confirm?: string }>(command);
      const { withData = false, confirm } = options;
      const result = await following('remove', options, async (handlers, signal) => {
        if (withData && confirm === undefined) throw await unconfirmed(handlers, signal);
        return handlers['cluster.remove']({ withData, ...(confirm ? { confirm } : {}) }, { signal });
      });
      print(options, result, () => [
        withData
          ? `The servers and ${formatBytes(result.freedBytes)} of data are gone.`
          : 'The servers are gone; their data stays.',
      ]);
    });
}

async function unconfirmed(handlers: Handlers, signal: AbortSignal): Promise<AppError> {
  const { bytes, confirm } = await handlers['cluster.size']({}, { signal });
  const size = bytes === null ? 'All data of the servers' : `${formatBytes(bytes)} of data`;
  return new AppError('invalid_input', `${size} would be gone for good. To do so add: --confirm ${confirm}`);
}

function addOfNode(cluster: Command): void {
  withCommonOptions(cluster.command('drain'))
    .description('move a node’s shards to the others and take it out')
    .requiredOption('--node <name>')
    .action((_options, command: Command) => {
      const { node } = optionsOf<{ node: string }>(command);
      return run('drain', command, (handlers, context) => handlers['cluster.drainNode']({ node }, context));
    });
  withCommonOptions(cluster.command('upgrade'))
    .description('to another image, node by node')
    .argument('<image>')
    .action((image: string, _options, command: Command) =>
      run('upgrade', command, (handlers, context) => handlers['cluster.upgrade']({ image }, context)),
    );
  withCommonOptions(cluster.command('load'))
    .description('an image from a file, for machines without a registry')
    .argument('<file>')
    .action(async (file: string, _options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const loaded = await following('load', options, (handlers, signal) =>
        handlers['cluster.loadImage']({ file }, { signal }),
      );
      print(options, loaded, () => [`Loaded ${loaded.image}.`]);
    });
}

function addPlan(cluster: Command): void {
  withCommonOptions(cluster.command('plan'))
    .description('what an index of a size needs')
    .option('--documents <n>', 'how many; those in the index without it', wholeNumber)
    .option('--quantized', 'with small codes of the vectors in memory')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions & { documents?: number; quantized?: boolean }>(command);
      const { documents, quantized } = options;
      const plan = await withApp('cluster plan', options, async ({ app, signal }) =>
        app.handlers['cluster.plan'](
          { ...(documents ? { documents } : {}), ...(quantized ? { quantized } : {}) },
          { signal },
        ),
      );
      print(options, plan, () => describePlan(plan));
    });
}

function describePlan(plan: CapacityPlan): string[] {
  return [
    `${formatCount(plan.documents)} documents, ${formatCount(plan.vectors)} vectors: ${plan.mode}, ${plan.nodes} ${plan.nodes === 1 ? 'node' : 'nodes'}`,
    `${formatBytes(plan.ramBytes)} of memory, ${formatBytes(plan.diskBytes)} of disk, ${plan.cores} processors`,
    plan.reason,
    plan.basis,
  ];
}

function describeProblems(problems: Problem[]): string[] {
  if (problems.length === 0) return ['Nothing is wrong.'];
  return problems.flatMap(({ code, message, remedy }) => [`${code}  ${message}`, `    ${remedy.label}`]);
}

function describeStatus(status: ClusterStatus): string[] {
  const { mode, nodes, collection, problems } = status;
  if (nodes.length === 0) return [`The ${mode} engine has no servers.`, ...describeProblems(problems)];
  const bytes = (value: number | null) => (value === null ? '-' : formatBytes(value));
  return [
    ...table([
      ['node', 'state', 'healthy', 'memory', 'disk', 'restarts', 'version', 'shards'],
      ...nodes.map((node) => [
        ...[node.name, node.state, node.healthy ? 'yes' : 'no'],
        ...[bytes(node.memoryBytes), bytes(node.diskBytes), String(node.restarts), node.version ?? '-'],
        node.shards.map(({ shard, state }) => `${shard}:${state}`).join(' '),
      ]),
    ]),
    collection
      ? `collection ${collection.name}: ${collection.status}, ${formatCount(collection.points)} points, ${collection.shards} shards, ${collection.replicas} copies`
      : 'no collection yet',
    ...(problems.length > 0 ? describeProblems(problems) : []),
  ];
}
