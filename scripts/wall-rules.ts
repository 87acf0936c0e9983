/** Where each library may be imported: its one importer. Everything else goes through that file. */
export const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  '@huggingface/tokenizers': ['src/main/embed/tokenizer.ts'],
  '@prometheus-io/client': ['src/main/metrics/metrics.ts'],
  '@qdrant/js-client-rest': ['src/main/engine/qdrant/client.ts'],
  'better-sqlite3': ['src/main/store/database.ts'],
  chardet: ['src/main/parse/encoding.ts'],
  commander: ['src/main/cli.ts', 'src/main/cli/'],
  dockerode: ['src/main/cluster/docker/docker.ts'],
  electron: ['src/main/host/electron.ts', 'src/main/index.ts', 'src/preload/'],
  fflate: ['src/main/parse/archive.ts'],
  'franc-min': ['src/main/extract/language.ts'],
  htmlparser2: ['src/main/parse/markup.ts'],
  'iconv-lite': ['src/main/parse/encoding.ts'],
  'lucide-react': ['src/renderer/'],
  'onnxruntime-node': ['src/main/embed/session.ts'],
  'pdfjs-dist': ['src/main/parse/pdf.ts'],
  react: ['src/renderer/'],
  'react-dom': ['src/renderer/'],
  ws: ['src/main/host/node.ts'],
  yaml: ['src/main/cluster/containers/compose.ts'],
  zod: ['src/shared/', 'src/main/'],
  zustand: ['src/renderer/'],
};

export interface Rule {
  /** Files that the rule is for; `*` stands for one folder. The first rule that fits counts. */
  of: string;
  /** What they may import besides their own folder. */
  uses: readonly string[];
  /** What they may import types of. */
  types?: readonly string[];
  why: string;
}

const SHARED = 'src/shared/';
/** What every part of main may use. */
const BASICS = [SHARED, 'src/main/log.ts', 'src/main/config.ts', 'src/main/entry-url.ts'];
const SERVICES = ['store', 'jobs', 'engine', 'embed', 'workers', 'parse', 'extract', 'metrics'].map(
  (name) => `src/main/${name}/`,
);
/** What the engine's side and the thread's side of the sign codes share. */
const CODES = ['codes-protocol.ts', 'codes-scan.ts'].map((name) => `src/main/workers/${name}`);
const FEATURE =
  'a feature is given its services and knows only their types; never a host, never another feature';

/** `pure`: single files of a service that hold no state, which a feature may use at run time. */
const feature = (name: string, ...pure: string[]): Rule => ({
  of: `src/main/${name}/`,
  uses: [...BASICS, ...pure],
  types: [...SERVICES, 'src/main/host/host.ts'],
  why: FEATURE,
});

/** What every feature of the screens may use. */
const SCREEN_BASICS = [
  ...['hooks/', 'components/', 'styles/'],
  ...['rpc.ts', 'navigation.ts', 'format.ts', 'strings.ts'],
].map((path) => `src/renderer/src/${path}`);

export const RULES: readonly Rule[] = [
  { of: SHARED, uses: [], why: 'shared runs everywhere' },
  { of: 'src/preload/', uses: [], types: [SHARED], why: 'the preload hands over frames and nothing else' },
  {
    of: 'src/renderer/src/features/*/',
    uses: [SHARED, ...SCREEN_BASICS],
    why: 'features of the screens do not know one another, nor main',
  },
  {
    of: 'src/renderer/src/components/',
    uses: [SHARED, 'src/renderer/src/styles/', 'src/renderer/src/format.ts'],
    why: 'components have no data access',
  },
  { of: 'src/renderer/', uses: [SHARED], why: 'the screens know the contract, not main' },

  {
    of: 'src/main/store/',
    uses: BASICS,
    types: ['src/main/workers/protocol.ts', 'src/main/embed/embedder.ts', 'src/main/engine/engine.ts'],
    why: 'the store is SQL and nothing else',
  },
  {
    of: 'src/main/parse/',
    uses: [SHARED],
    types: ['src/main/workers/protocol.ts'],
    why: 'bytes in, text out',
  },
  {
    of: 'src/main/extract/',
    uses: [SHARED],
    types: ['src/main/workers/protocol.ts'],
    why: 'text in, fields out',
  },
  {
    of: 'src/main/workers/',
    uses: [
      ...[SHARED, 'src/main/entry-url.ts', 'src/main/parse/', 'src/main/extract/', 'src/main/embed/'],
      'src/main/ingest/chunk.ts',
    ],
    why: 'workers are pure; never store or engine',
  },
  { of: 'src/main/embed/', uses: BASICS, types: ['src/main/workers/'], why: 'texts in, vectors out' },
  {
    of: 'src/main/engine/',
    uses: [...BASICS, 'src/main/store/database.ts', ...CODES],
    types: ['src/main/workers/', 'src/main/store/worded.ts'],
    why: 'the engine knows documents by number, not features',
  },
  { of: 'src/main/jobs/', uses: [...BASICS, 'src/main/ingest/'], types: SERVICES, why: 'jobs run intakes' },
  {
    of: 'src/main/host/',
    uses: BASICS,
    types: ['src/main/cluster/secrets.ts'],
    why: 'a host supplies window or socket, dialogs and paths',
  },
  { of: 'src/main/metrics/', uses: [SHARED], why: 'state in, numbers out' },
  feature('cluster'),
  feature('documents', 'src/main/store/details.ts'),
  feature('folders'),
  feature('ingest', 'src/main/parse/detect.ts'),
  feature('search', 'src/main/engine/words-query.ts'),
  feature('settings'),
  {
    of: 'src/main/cli/',
    uses: [...BASICS, 'src/main/app.ts', 'src/main/serve.ts', 'src/main/host/'],
    why: 'the command line is a host: it goes through the contract',
  },
  { of: 'src/main/', uses: ['src/main/', SHARED], why: 'only these put the parts together' },
];
