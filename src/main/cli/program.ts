import { Command } from 'commander';
import { VERSION } from '../config.ts';
import { addAdminCommands } from './admin.ts';
import { addBenchCommand } from './benching.ts';
import { addClusterCommands } from './cluster.ts';
import { addEngineCommands } from './engine.ts';
import { addEvaluateCommand } from './evaluating.ts';
import { addExportCommand } from './exporting.ts';
import { addIntakeCommands } from './intake.ts';
import { withCommonOptions } from './options.ts';
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
  addEngineCommands(program);
  addClusterCommands(program);
  addAdminCommands(program);
  addBenchCommand(program);
  for (const command of program.commands) withCommonOptions(command);
  return program;
}
