import type { Command } from 'commander';
import { AppError } from '../../shared/errors.ts';
import type { App } from '../app.ts';
import { optionsOf } from './options.ts';
import { print, table } from './output.ts';
import { readQueries, searchReady } from './searching.ts';
import { type CommonOptions, type Session, withApp } from './session.ts';

type Comparison = Awaited<ReturnType<App['compare']>>;
type Evaluation = Comparison['hybrid'];

interface EvaluateOptions extends CommonOptions {
  queries: string;
  compare?: boolean;
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description('how well labelled queries find who they should')
    .requiredOption(
      '--queries <file>',
      'one {query, type?, filters?, relevant: {path or document id: grade}} a line',
    )
    .option('--compare', 'by words, by meaning and by both, side by side')
    .action(async (_options, command: Command) => {
      const options = optionsOf<EvaluateOptions>(command);
      const queries = readQueries(options.queries).filter(({ relevant }) => Object.keys(relevant).length > 0);
      if (queries.length === 0) {
        throw new AppError('invalid_input', 'No query of the file says who is relevant.');
      }
      await withApp('evaluate', options, async (session: Session) => {
        await searchReady(session, options);
        if (options.compare) {
          const compared = await session.app.compare(queries, session.signal);
          print(options, compared, () => describeComparison(compared));
        } else {
          const evaluation = await session.app.evaluate(queries, session.signal);
          print(options, evaluation, () => describeEvaluation(evaluation));
        }
      });
    });
}

function describeEvaluation(evaluation: Evaluation): string[] {
  const rows = Object.entries({ ...evaluation.byType, all: evaluation }).map(([type, quality]) => [
    type,
    String(quality.queries),
    ...[quality.ndcg10, quality.recall50, quality.mrr].map((value) => value.toFixed(3)),
  ]);
  return [
    ...table([['type', 'queries', 'nDCG@10', 'recall@50', 'MRR'], ...rows]),
    `median ${evaluation.p50Ms.toFixed(1)} ms, 95 % within ${evaluation.p95Ms.toFixed(1)} ms`,
  ];
}

function describeComparison({ words, meaning, hybrid }: Comparison): string[] {
  const of = (evaluation: Evaluation, type: string) =>
    (type === 'all' ? evaluation : evaluation.byType[type])?.ndcg10.toFixed(3) ?? '';
  const rows = [...Object.keys(hybrid.byType), 'all'].map((type) => [
    type,
    String(type === 'all' ? hybrid.queries : hybrid.byType[type]?.queries),
    ...[words, meaning, hybrid].map((evaluation) => of(evaluation, type)),
  ]);
  return table([['nDCG@10', 'queries', 'words', 'meaning', 'both'], ...rows]);
}
