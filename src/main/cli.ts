import { CommanderError } from 'commander';
import { AppError, type ErrorCode } from '../shared/errors.ts';
import { createProgram } from './cli/program.ts';

/** Exit codes of CLI.md; everything else that fails is 1. */
const EXIT: Partial<Record<ErrorCode, number>> = {
  invalid_input: 2,
  in_use: 3,
  engine_unavailable: 4,
  docker_unavailable: 4,
  node_unavailable: 4,
  cancelled: 130,
};

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync(process.argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Commander has printed its own message; help and version are no failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = AppError.from(error);
    if (known.code !== 'cancelled') process.stderr.write(`cvi: ${known.message}\n`);
    if (known.code === 'internal' && process.env.CVI_DEBUG) console.error(error);
    return EXIT[known.code] ?? 1;
  }
}

// Whoever reads the output has had enough of it, as `| head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await main();
// A server that is silent holds a connection, and with it the process, for up to a minute.
setTimeout(() => process.exit(), 1000).unref();
