import { type Command, InvalidArgumentError } from 'commander';

/** The options of a command together with the common ones, wherever they stood on the line. */
export function optionsOf<T extends object>(command: Command): T {
  return command.optsWithGlobals<T>();
}

/** Common options may stand before or after the command's name; commander knows them only where declared. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'data folder (also CVI_DATA)')
    .option('--json', 'print one JSON value')
    .option('--quiet', 'no progress')
    .exitOverride();
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

export function collect(text: string, before: string[]): string[] {
  return [...before, text];
}
