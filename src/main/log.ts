/**
 * Ids, counts and durations only: never a document's text, a file's name or what a user typed,
 * so only numbers, booleans and ids can be given as details.
 */
export interface Log {
  info(event: string, details?: LogDetails): void;
  error(event: string, error: unknown, details?: LogDetails): void;
}

export type LogDetails = Record<string, number | boolean | LogId>;

/** An identifier made by the application itself (a job, a document, an error code). */
export type LogId = string & { readonly logId: true };
export const logId = (id: string): LogId => id as LogId;

export const silentLog: Log = { info: () => {}, error: () => {} };

/** One JSON object a line. */
export function createLog(write: (line: string) => void): Log {
  const line = (level: string, event: string, details: LogDetails = {}) =>
    write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...details })}\n`);
  return {
    info: (event, details) => line('info', event, details),
    // A library's message may quote a path or a text, so only its class and code are kept.
    error: (event, error, details) =>
      line('error', event, { ...details, error: logId(errorName(error)), code: logId(errorCode(error)) }),
  };
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
