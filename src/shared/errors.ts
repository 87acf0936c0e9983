/** The closed list of what can go wrong, as a person or a program is told it. */
export const ERROR_CODES = [
  'invalid_input',
  'not_found',
  'conflict',
  'cancelled',
  'disconnected',
  'timeout',
  'busy',
  'in_use',
  'permission',
  'disk_full',
  'docker_unavailable',
  'node_unavailable',
  'engine_unavailable',
  'collection_mismatch',
  'model_invalid',
  'snapshot_corrupt',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The form an error has in a frame or in `--json`. */
export interface WireError {
  code: ErrorCode;
  /** One sentence for a person; never holds a document's text or what a user typed. */
  message: string;
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'disconnected',
  'timeout',
  'busy',
  'node_unavailable',
  'engine_unavailable',
  'docker_unavailable',
]);

export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }

  toWire(): WireError {
    return { code: this.code, message: this.message };
  }

  static fromWire(wire: WireError): AppError {
    return new AppError(wire.code, wire.message);
  }

  /** Any thrown value as an AppError; what is not one already becomes `internal`. */
  static from(error: unknown): AppError {
    if (error instanceof AppError) return error;
    if (error instanceof Error && error.name === 'AbortError') {
      return new AppError('cancelled', 'Cancelled.', { cause: error });
    }
    return new AppError('internal', 'Something went wrong inside the application.', { cause: error });
  }
}

export function isRetryable(error: AppError): boolean {
  return RETRYABLE.has(error.code);
}
