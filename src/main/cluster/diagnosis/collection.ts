import type { Problem } from '../../../shared/cluster.ts';
import type { CollectionFacts } from '../nodes/node-facts.ts';
import type { DiagnosisFacts, ModelIdentity, NodeView } from './facts.ts';
import { listInWords } from './in-words.ts';
import { NO_SPACE } from './log.ts';

const WORST_FIRST = ['red', 'grey', 'yellow', 'green'] as const;

/** The collection as the node sees it that sees it worst; null when none has answered for it. */
export function worstCollection(views: readonly NodeView[]): CollectionFacts | null {
  const seen = views.flatMap(({ answering, answers }) =>
    answering && answers?.collection && answers.collection !== 'missing' ? [answers.collection] : [],
  );
  const rank = ({ status }: CollectionFacts) => WORST_FIRST.indexOf(status);
  return [...seen].sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

export function optimizingOf(views: readonly NodeView[]): string[] {
  const all = views.flatMap(({ answering, answers }) => (answering && answers ? answers.optimizing : []));
  return [...new Set(all)];
}

export function collectionProblems(
  facts: Pick<DiagnosisFacts, 'mode'>,
  views: readonly NodeView[],
): Problem[] {
  const collection = worstCollection(views);
  if (collection?.status === 'red') return [redProblem(collection, facts.mode)];
  if (collection?.status === 'grey') return [GREY];
  return collection?.status === 'yellow' ? [yellowProblem(optimizingOf(views))] : [];
}

function redProblem({ optimizerError }: CollectionFacts, mode: DiagnosisFacts['mode']): Problem {
  const full = optimizerError !== null && NO_SPACE.test(optimizerError);
  return {
    code: full ? 'disk_full' : 'collection_red',
    severity: 'error',
    message: full
      ? 'Qdrant has stopped optimising the index because a disk is full.'
      : `Qdrant reports an error in the index${optimizerError ? `: "${optimizerError}"` : ', and its log says which'}.`,
    node: null,
    remedy: redRemedy(full, mode),
  };
}

function redRemedy(full: boolean, mode: DiagnosisFacts['mode']): Problem['remedy'] {
  if (full) return { label: 'Free disk space or move the data to a larger disk', action: null };
  return mode === 'remote'
    ? { label: 'Ask who runs the server to restart it', action: null }
    : { label: 'Restart the nodes one after the other', action: 'restart' };
}

/** After a restart Qdrant waits for the next write before it optimises; nothing is lost meanwhile. */
const GREY: Problem = {
  code: 'collection_grey',
  severity: 'warning',
  message: 'Part of the index waits to be optimised, so that searches take longer than they need to.',
  node: null,
  remedy: { label: 'Optimise now', action: 'optimize' },
};

function yellowProblem(optimizing: readonly string[]): Problem {
  const what = optimizing.length === 0 ? '' : ` (${listInWords(optimizing)})`;
  return {
    code: 'collection_yellow',
    severity: 'info',
    message: `The index is being optimised${what}; searches go on meanwhile.`,
    node: null,
    remedy: { label: 'Check again', action: 'check_again' },
  };
}

/** Vectors of two models can't be compared, even where their dimensions are the same. */
export function modelProblems({
  wantedModel,
  storedModel,
}: Pick<DiagnosisFacts, 'wantedModel' | 'storedModel'>): Problem[] {
  if (!wantedModel || !storedModel) return [];
  const message = mismatch(wantedModel, storedModel);
  if (message === null) return [];
  return [
    {
      code: 'model_mismatch',
      severity: 'error',
      message,
      node: null,
      remedy:
        storedModel.name === null || storedModel.name === wantedModel.name
          ? { label: 'Choose the model that the index was made with, or embed again', action: null }
          : { label: `Use the model ${storedModel.name}`, action: 'use_model' },
    },
  ];
}

function mismatch(wanted: ModelIdentity, stored: ModelIdentity): string | null {
  const model = wanted.name ?? 'the chosen model';
  if (differ(wanted.name, stored.name)) {
    return `The index was made with the model ${stored.name}, and the chosen model is ${wanted.name}: their vectors can't be compared.`;
  }
  if (differ(wanted.dimensions, stored.dimensions)) {
    return `The vectors of the index have ${stored.dimensions} dimensions, and those of ${model} have ${wanted.dimensions}.`;
  }
  return differ(wanted.revision, stored.revision)
    ? `The index was made with another revision of ${model}: their vectors can't be compared.`
    : null;
}

function differ<T>(a: T | null, b: T | null): boolean {
  return a !== null && b !== null && a !== b;
}
