import { readFileSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';

/** Secrets come from files, because a command line can be seen by every user of the machine. */
export function readSecret(file: string, what: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new AppError('invalid_input', `The file of the ${what} can’t be read.`, { cause: error });
  }
  if (secret === '') throw new AppError('invalid_input', `The file of the ${what} is empty.`);
  return secret;
}
