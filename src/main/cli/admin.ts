import type { Command } from 'commander';
import { AppError } from '../../shared/errors.ts';
import { optionsOf, withCommonOptions } from './options.ts';
import { formatBytes, formatCount, print, table } from './output.ts';
import { type CommonOptions, withApp } from './session.ts';

export function addAdminCommands(program: Command): void {
  program
    .command('status')
    .description('the whole state')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const status = await withApp('status', options, async ({ app, signal }) =>
        app.handlers['app.status']({}, { signal }),
      );
      print(options, status, () => [
        `${formatCount(status.candidates)} people in ${formatCount(status.documents)} documents, ${formatCount(status.embedded)} of ${formatCount(status.chunks)} passages with their meaning`,
        `${formatCount(status.pending + status.processing)} to do · ${formatCount(status.failed)} could not be read · ${formatCount(status.needsOcr)} scans wait for OCR`,
        `engine ${status.engine.mode}, ${status.engine.healthy ? 'healthy' : 'not healthy'}, collection ${status.engine.collection}`,
        `data in ${status.dataDir} (${formatBytes(status.sizeBytes)})`,
      ]);
    });

  program
    .command('doctor')
    .description('check this installation')
    .action(async (_options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const checks = await withApp('doctor', options, async ({ app, signal }) =>
        app.handlers['app.doctor']({}, { signal }),
      );
      print(options, checks, () =>
        checks.map(({ name, ok, message }) => `${ok ? 'ok  ' : 'FAIL'}  ${name}: ${message}`),
      );
      if (checks.some((check) => !check.ok)) process.exitCode = 1;
    });

  const config = program.command('config').description('settings');
  withCommonOptions(config.command('get'))
    .description('one setting, or all')
    .argument('[key]')
    .action(async (key: string | undefined, _options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const entries = await withApp('config', options, async ({ app, signal }) =>
        app.handlers['settings.get']({}, { signal }),
      );
      if (key === undefined) {
        print(options, Object.fromEntries(entries.map((entry) => [entry.key, entry.value])), () =>
          table([
            ['setting', 'value', 'what it does'],
            ...entries.map((entry) => [entry.key, String(entry.value), entry.description]),
          ]),
        );
        return;
      }
      const entry = entries.find((each) => each.key === key);
      if (!entry) throw unknownKey(entries.map((each) => each.key));
      print(options, entry.value, () => [String(entry.value)]);
    });
  withCommonOptions(config.command('set'))
    .description('change a setting')
    .argument('<key>')
    .argument('<value>')
    .action(async (key: string, value: string, _options, command: Command) => {
      const options = optionsOf<CommonOptions>(command);
      const asked = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
      await withApp('config', options, async ({ app, signal }) =>
        app.handlers['settings.set']({ key, value: asked }, { signal }),
      );
      print(options, { [key]: asked }, () => [`${key} = ${value}`]);
    });
}

function unknownKey(keys: string[]): AppError {
  return new AppError('invalid_input', `There is no such setting. The settings are: ${keys.join(', ')}.`);
}
