import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { LogLine } from '../../shared/cluster.ts';
import { optionsOf, wholeNumber, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { type CommonOptions, type Session, withApp } from './session.ts';

interface LogsOptions extends CommonOptions {
  node?: string;
  lines?: number;
  follow?: boolean;
}

const FOLLOW_MS = 1000;

/** `cvi cluster logs`: the last lines, or all that come with --follow. */
export function addClusterLogs(cluster: Command): void {
  withCommonOptions(cluster.command('logs'))
    .description('what the servers say')
    .option('--node <name>', 'of one node')
    .option('--lines <n>', 'the last so many', wholeNumber, 200)
    .option('--follow', 'and what comes, until Ctrl-C')
    .action(async (_options, command: Command) => {
      const options = optionsOf<LogsOptions>(command);
      await withApp('cluster logs', options, async (session) => {
        const lines = await read(session, options, 0);
        print(options, lines, () => lines.map(describe));
        if (options.follow) await follow(session, options, lines.at(-1)?.at ?? 0);
      });
    });
}

async function read({ app, signal }: Session, options: LogsOptions, since: number): Promise<LogLine[]> {
  const { node, lines = 200 } = options;
  return app.handlers['cluster.logs']({ since, lines, ...(node ? { node } : {}) }, { signal });
}

async function follow(session: Session, options: LogsOptions, after: number): Promise<void> {
  for (let since = after; ; ) {
    await delay(FOLLOW_MS, undefined, { signal: session.signal });
    const fresh = (await read(session, options, since + 1)).filter((line) => line.at > since);
    for (const line of fresh) {
      process.stdout.write(`${options.json ? JSON.stringify(line) : describe(line)}\n`);
    }
    since = fresh.at(-1)?.at ?? since;
  }
}

const describe = ({ at, node, text }: LogLine): string => `${new Date(at).toISOString()}  ${node}  ${text}`;
