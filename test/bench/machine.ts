import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  processor: string;
  cores: number;
  memoryGb: number;
  node: string;
  /** Of the last minute; 0 on Windows. */
  load: number;
}

export const machine = (): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown processor',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 1024 ** 3),
  node: process.version,
  load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
});
