import type { ModeAdvice } from '../../../shared/cluster.ts';
import type { EngineMode } from '../../../shared/model.ts';
import { countInWords } from '../diagnosis/in-words.ts';

export interface GuideFacts {
  /** What the index has or is meant to have. */
  documents: number;
  vectors: number;
  dockerAvailable: Availability;
  /** A Qdrant program that can be run here. */
  binary: Availability;
  /** Whether it has to go on when a node is lost. */
  alwaysOn?: boolean;
  /** Whether several machines or processes write to it or search it. */
  shared?: boolean;
}

export interface Availability {
  ok: boolean;
  /** Why not, in a sentence; null when it is. */
  reason: string | null;
}

/** In memory is for trials and tests: an admin chooses among engines that keep what they are given. */
export const CHOOSABLE_MODES = [
  'embedded',
  'single',
  'cluster',
  'binary',
  'remote',
] as const satisfies readonly EngineMode[];
type Choosable = (typeof CHOOSABLE_MODES)[number];

const EMBEDDED_VECTORS = 1_000_000;
const SINGLE_VECTORS = 5_000_000;

const WORDS: Readonly<Record<Choosable, Pick<ModeAdvice, 'title' | 'fits' | 'needs' | 'survives'>>> = {
  embedded: {
    title: 'Built in',
    fits: 'For one person or one computer, up to about 1 million passages (100,000 CVs).',
    needs: 'It needs nothing but space for a file in the data folder.',
    survives: 'It survives a crash or a power cut; only one running application can write to it.',
  },
  single: {
    title: 'One Qdrant container',
    fits: 'For one office, up to about 5 million passages (500,000 CVs).',
    needs: 'It needs Docker or Podman on this machine, and 4 GB of memory for a start.',
    survives: 'It survives a crash and starts again by itself; while it is down, nobody can search.',
  },
  cluster: {
    title: 'A cluster of Qdrant containers',
    fits: 'For more than 5 million passages, or where search has to go on when a node fails.',
    needs:
      'It needs Docker or Podman on this machine, three nodes of 4 GB of memory each and room for two copies.',
    survives:
      'It survives the loss of one node; all nodes run on this machine, so not the loss of the machine.',
  },
  binary: {
    title: 'A Qdrant program',
    fits: 'For one office where Docker is not allowed, up to about 5 million passages (500,000 CVs).',
    needs: 'It needs the Qdrant program for this system, which an admin puts on this machine.',
    survives:
      'It survives a crash and is started again by the application; while it is down, nobody can search.',
  },
  remote: {
    title: 'A Qdrant server elsewhere',
    fits: 'For teams with servers of their own, of any size, and for several machines that share one index.',
    needs: 'It needs the address of a server that your team runs, and its API key.',
    survives: 'It survives what that server was set up to survive; this computer can be lost.',
  },
};

/** Every way to keep the index, each with whether it can be had here; exactly one is recommended. */
export function adviseModes(facts: GuideFacts): ModeAdvice[] {
  const best = recommended(facts);
  return CHOOSABLE_MODES.map((mode) => {
    const { ok, reason } = availability(mode, facts);
    const advice = { mode, ...WORDS[mode], available: ok, unavailable: ok ? null : (reason ?? NOT_HERE) };
    if (mode !== best) return { ...advice, recommended: false };
    return { ...advice, fits: `${advice.fits.slice(0, -1)}; ${because(facts)}.`, recommended: true };
  });
}

const NOT_HERE = 'It is not available on this machine.';

function availability(mode: Choosable, facts: GuideFacts): Availability {
  if (mode === 'single' || mode === 'cluster') return facts.dockerAvailable;
  return mode === 'binary' ? facts.binary : { ok: true, reason: null };
}

/** The smallest that fits and can be had; a server elsewhere when nothing here does. */
function recommended(facts: GuideFacts): Choosable {
  const order = candidates(facts);
  return order.find((mode) => availability(mode, facts).ok) ?? 'remote';
}

function candidates({ vectors, alwaysOn = false, shared = false }: GuideFacts): Choosable[] {
  if (alwaysOn || vectors > SINGLE_VECTORS) return ['cluster', 'remote'];
  return shared || vectors > EMBEDDED_VECTORS ? ['single', 'binary', 'remote'] : ['embedded'];
}

function because({ documents, vectors }: GuideFacts): string {
  if (vectors === 0) return 'yours is empty so far and can be moved to another engine later';
  return `yours has ${countInWords(vectors)} passages of ${countInWords(documents)} CVs`;
}
