import { once } from 'node:events';
import type { Command } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { type Audit, type Failure, type Receipt, UNREADABLE_REASONS } from '../../shared/model.ts';
import { optionsOf, wholeNumber } from './options.ts';
import { formatBytes, formatCount, formatDuration, print, table } from './output.ts';
import { followProgress } from './progress-line.ts';
import { type CommonOptions, type Session, withApp } from './session.ts';

interface IngestOptions extends CommonOptions {
  limit?: number;
  workers?: number;
  textOnly?: boolean;
  watch?: boolean;
}

export function addIntakeCommands(program: Command): void {
  program
    .command('audit')
    .description('count what is in the folders, before any work')
    .argument('<folder...>')
    .action(async (folders: string[], _options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const result = await withApp('audit', options, ({ app, signal }) =>
        Promise.resolve(app.handlers['ingest.audit']({ folders }, { signal })),
      );
      print(options, result, () => describeAudit(result));
    });

  program
    .command('ingest')
    .description('read and index folders; goes on where it stopped')
    .argument('<folder...>')
    .option('--limit <n>', 'stop after so many files', wholeNumber)
    .option('--workers <n>', 'reading threads', wholeNumber)
    .option('--text-only', 'words now, meaning later')
    .option('--watch', 'stay and take in what changes')
    .action(async (folders: string[], _options, command: Command) => {
      const options = optionsOf<IngestOptions>(command);
      await withApp('ingest', options, (session) => ingest(folders, options, session));
    });

  program
    .command('failures')
    .description('what could not be read')
    .option('--reason <reason>', `one of ${UNREADABLE_REASONS.join(', ')}`)
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions & { reason?: string }>(command);
      const failures = await withApp('failures', options, ({ app }) =>
        listFailures(app.handlers, options.reason),
      );
      print(options, failures, () => describeFailures(failures));
    });

  program
    .command('retry')
    .description('try once more what could not be read')
    .option('--reason <reason>', 'only these')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions & { reason?: string }>(command);
      await withApp('retry', options, (session) => retry(options, session));
    });
}

async function ingest(folders: string[], options: IngestOptions, { app, signal }: Session): Promise<void> {
  const { limit, workers, textOnly = false, watch = false } = options;
  const unfollow = followProgress(app, options.quiet ?? false);
  try {
    const { jobId } = await app.handlers['ingest.start'](
      { folders, limit, workers, textOnly, watch },
      { signal },
    );
    await printReceipt(jobId, options, { app, signal });
    if (watch) await watchOn(signal);
  } finally {
    unfollow();
  }
}

async function printReceipt(jobId: string, options: CommonOptions, { app, signal }: Session): Promise<void> {
  const receipt = await app.handlers['ingest.receipt']({ jobId }, { signal });
  const problem = app.topics['ingest.progress'].current()?.problem;
  print(options, receipt, () => describeReceipt(receipt));
  if (problem) {
    process.stderr.write(`cvi: ${problem}\n`);
    process.exitCode = 1;
  }
}

/** Ends with the interrupt; that is how watching is meant to end. */
async function watchOn(signal: AbortSignal): Promise<void> {
  process.stderr.write('Watching; Ctrl-C ends it.\n');
  // Keeps the process alive where watching itself does not.
  const alive = setInterval(() => {}, 60_000);
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(alive);
}

async function retry(options: CommonOptions & { reason?: string }, session: Session): Promise<void> {
  const { app, signal } = session;
  const reason = checkedReason(options.reason);
  const { retried, jobId } = await app.handlers['ingest.retry'](reason ? { reason } : {}, { signal });
  if (!jobId) {
    print(options, { retried, failures: [] }, () => ['There is nothing to try again.']);
    return;
  }
  const receipt = await app.handlers['ingest.receipt']({ jobId }, { signal });
  print(options, { retried, ...receipt }, () => [`Tried ${retried} again.`, ...describeReceipt(receipt)]);
}

async function listFailures(handlers: Session['app']['handlers'], asked?: string): Promise<Failure[]> {
  const all: Failure[] = [];
  const reason = checkedReason(asked);
  let cursor: string | undefined;
  do {
    const page = await handlers['ingest.failures'](
      { limit: 1000, ...(reason ? { reason } : {}), ...(cursor ? { cursor } : {}) },
      { signal: new AbortController().signal },
    );
    all.push(...page.failures);
    cursor = page.next;
  } while (cursor);
  return all;
}

function checkedReason(asked: string | undefined): Failure['reason'] | undefined {
  const known = UNREADABLE_REASONS.find((reason) => reason === asked);
  if (asked !== undefined && !known) {
    throw new AppError(
      'invalid_input',
      `There is no such reason. The reasons are: ${UNREADABLE_REASONS.join(', ')}.`,
    );
  }
  return known;
}

function describeAudit(audit: Audit): string[] {
  const rows = Object.entries(audit.byType).map(([type, { count, bytes }]) => [
    type,
    formatCount(count),
    formatBytes(bytes),
  ]);
  const { estimate, unreadable } = audit;
  return [
    ...table([
      ['type', 'files', 'size'],
      ...rows,
      ['all', formatCount(audit.found), formatBytes(audit.bytes)],
    ]),
    '',
    `${formatCount(audit.unsupported)} of a kind that is not read · ${formatCount(unreadable.length)} can't be read`,
    ...unreadable.slice(0, 20).map(({ path, reason }) => `  ${reason}  ${path}`),
    `About ${formatDuration(estimate.seconds)} and ${formatBytes(estimate.diskBytes)} of disk. ${estimate.basis}`,
  ];
}

function describeReceipt(receipt: Receipt): string[] {
  const { found, indexed, duplicate, unchanged, needsOcr, failed, skipped, seconds } = receipt;
  const parts = { indexed, duplicate, unchanged, 'waiting for OCR': needsOcr, failed, skipped };
  const sum = Object.entries(parts).map(([name, count]) => `${formatCount(count)} ${name}`);
  const before =
    receipt.unchangedFailed > 0
      ? [
          `${formatCount(receipt.unchangedFailed)} of the unchanged could not be read before; see: cvi failures`,
        ]
      : [];
  return [
    `${formatCount(found)} found = ${sum.join(' + ')}`,
    `${formatCount(receipt.chunks)} passages in ${formatDuration(seconds)} (${receipt.documentsPerSecond} documents a second)`,
    ...before,
    ...describeFailures(receipt.failures.slice(0, 20)).slice(receipt.failures.length > 0 ? 0 : 1),
  ];
}

function describeFailures(failures: Failure[]): string[] {
  if (failures.length === 0) return ['Everything could be read.'];
  return failures.map(({ path, reason, message }) => `${reason}  ${path}\n    ${message}`);
}
