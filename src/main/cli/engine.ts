import { type Command, Option } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { ENGINE_MODES, type EngineMode } from '../../shared/model.ts';
import { followStatus } from './follow-status.ts';
import { collect, optionsOf, withCommonOptions } from './options.ts';
import { print } from './output.ts';
import { readSecret } from './read-secret.ts';
import { type CommonOptions, withApp } from './session.ts';

interface UseOptions extends CommonOptions {
  url: string[];
  apiKeyFile?: string;
  caFile?: string;
  bin?: string;
}

export function addEngineCommands(program: Command): void {
  const engine = program.command('engine').description('where the index is kept');
  withCommonOptions(engine.command('use'))
    .description('another engine from now on; what it lacks is copied to it')
    .argument('<mode>', ENGINE_MODES.join(', '))
    .addOption(
      new Option('--url <url>', 'of a remote server; may be given several times')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--api-key-file <file>', 'a file with the key of a remote server')
    .option('--ca-file <file>', 'certificate authority of a remote server (PEM)')
    .option('--bin <path>', 'the Qdrant executable; QDRANT_BIN when left out')
    .action(async (mode: string, _options, command: Command) => {
      const options = optionsOf<UseOptions>(command);
      const result = await withApp('engine use', options, async ({ app, signal }) => {
        const unfollow = followStatus(app, options.quiet ?? false);
        try {
          const used = await app.handlers['engine.use'](choiceOf(mode, options), { signal });
          await app.handlers['engine.settled']({}, { signal });
          return used;
        } finally {
          unfollow();
        }
      });
      print(options, result, () => [
        `The engine is ${result.mode} now, ${result.healthy ? 'and healthy' : 'but not healthy; see: cvi cluster diagnose'}.`,
      ]);
    });
  withCommonOptions(engine.command('get'))
    .description('which engine is used')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const choice = await withApp('engine get', options, async ({ app, signal }) =>
        app.handlers['engine.get']({}, { signal }),
      );
      print(options, choice, () => [[choice.mode, ...choice.urls, choice.bin ?? ''].join(' ').trim()]);
    });
  withCommonOptions(engine.command('guide'))
    .description('the ways to keep the index, and for whom each is')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const advice = await withApp('engine guide', options, async ({ app, signal }) =>
        app.handlers['engine.guide']({}, { signal }),
      );
      print(options, advice, () =>
        advice.flatMap((one) => [
          `${one.mode}${one.recommended ? '  (recommended)' : ''}  ${one.title}`,
          `    ${one.fits} ${one.needs} ${one.survives}`,
          ...(one.unavailable ? [`    Not here: ${one.unavailable}`] : []),
        ]),
      );
    });
}

function choiceOf(mode: string, options: UseOptions) {
  if (!ENGINE_MODES.includes(mode as EngineMode)) {
    throw new AppError('invalid_input', `There is no such mode. The modes are: ${ENGINE_MODES.join(', ')}.`);
  }
  const { url, apiKeyFile, caFile, bin } = options;
  return {
    mode: mode as EngineMode,
    ...(url.length > 0 ? { urls: url } : {}),
    ...(apiKeyFile ? { apiKey: readSecret(apiKeyFile, 'API key') } : {}),
    ...(caFile ? { caFile } : {}),
    ...(bin ? { bin } : {}),
  };
}
