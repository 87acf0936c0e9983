import type { DocumentFormat, UnreadableReason } from '../../shared/model.ts';
import type { Unreadable } from './parsed.ts';

/** Thrown inside a parser to leave it from any depth; `parse` turns it into data. */
export class Refusal extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, message: string) {
    super(message);
    this.name = 'Refusal';
    this.reason = reason;
  }
}

export function unreadable(
  format: DocumentFormat | null,
  reason: UnreadableReason,
  message: string,
): Unreadable {
  return { kind: 'unreadable', format, reason, message };
}
