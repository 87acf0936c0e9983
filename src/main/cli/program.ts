import { Command } from 'commander';
import { VERSION } from '../config.ts';
import { addAdminCommands } from './admin.ts';
import { addBenchCommand } from './benching.ts';
import { addEvaluateCommand } from './evaluating.ts';
import { addExportCommand } from './exporting.ts';
import { addIntakeCommands } from './intake.ts';
import { addSearchCommands } from './searching.ts';
import { addServeCommand } from './serve.ts';

/** The command line: a thin front over the same commands as the screens. */
export function createProgram(): Command {
  const program = new Command('cvi')
    .description('Find people in folders of CVs, offline.')
    .version(VERSION)
    .option('--data <dir>', 'data folder (also CVI_DATA)')
    .option('--json', 'print one JSON value')
    .option('--quiet', 'no progress')
    .showHelpAfterError('Run with --help for the commands and options.')
    .exitOverride();
  addIntakeCommands(program);
  addSearchCommands(program);
  addEvaluateCommand(program);
  addExportCommand(program);
  addServeCommand(program);
  addAdminCommands(program);
  addBenchCommand(program);
  for (const command of program.commands) withCommonOptions(command);
  return program;
}

/** Common options may stand before or after the command's name; commander knows them only where declared. */
function withCommonOptions(command: Command): void {
  command
    .option('--data <dir>', 'data folder (also CVI_DATA)')
    .option('--json', 'print one JSON value')
    .option('--quiet', 'no progress')
    .exitOverride();
}
