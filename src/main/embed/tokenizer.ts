import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { createUnigram } from './unigram.ts';

/** Text to the ids a model takes, special tokens included, cut to `maxTokens`. */
export type Tokenizer = (text: string) => number[];

const definitionSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ content: z.string() })),
  pre_tokenizer: z.looseObject({ type: z.string(), prepend_scheme: z.string().optional() }).nullable(),
  model: z.looseObject({
    type: z.string(),
    unk_id: z.number().nullish(),
    // Checked in part only: a schema over 250,000 pairs costs more than all the rest of loading.
    vocab: z.custom<unknown>((value) => typeof value === 'object' && value !== null),
  }),
});

type Definition = z.infer<typeof definitionSchema>;

/** Two generations of this many words: bounded, and a document's common words stay in it. */
const CACHED_WORDS = 20_000;
const CACHED_WORD_LENGTH = 40;
/** No piece of a vocabulary is longer than this, so more text can't change the first tokens. */
const CHARACTERS_PER_TOKEN = 20;

/**
 * Makes the tokenizer of a parsed tokenizer.json. The library ignores the truncation stored in it,
 * so the cut (first tokens, then the special ones) is made here. Throws on a file it can't use.
 */
export function createTokenizer(json: unknown, maxTokens: number): Tokenizer {
  const definition = definitionSchema.parse(json);
  const { encode, frame } = encoderOf(definition);
  const room = maxTokens - frame.before.length - frame.after.length;
  const encodeWord = splitsOnSpaces(definition) ? cached(encode) : null;

  return (text) => {
    const start = text.slice(0, maxTokens * CHARACTERS_PER_TOKEN * 2);
    const body = encodeWord ? encodeWords(start, encodeWord, room) : encode(start);
    return [...frame.before, ...body.slice(0, room), ...frame.after];
  };
}

type Encode = (text: string) => number[];

interface Frame {
  before: number[];
  after: number[];
}

/** The plain encoding (without special tokens) and what stands around it. */
function encoderOf(definition: Definition): { encode: Encode; frame: Frame } {
  // Without its added tokens the library takes a "[SEP]" or "</s>" in a document as mere text.
  const plain = { ...definition, added_tokens: [] };
  if (definition.model.type !== 'Unigram') {
    const library = new LibraryTokenizer(plain, {});
    const encode = (text: string) => library.encode(text, { add_special_tokens: false }).ids;
    return { encode, frame: frameOf(new LibraryTokenizer(definition, {})) };
  }
  const vocab = unigramVocab(definition);
  const unknown = definition.model.unk_id ?? 0;
  // The library normalises and splits; its own model is kept too small to cost anything.
  const small = { ...definition.model, vocab: vocab.slice(0, unknown + 1) };
  const library = new LibraryTokenizer({ ...plain, model: small }, {});
  const unigram = createUnigram(
    { vocab, unk_id: unknown },
    new Set(definition.added_tokens.map((token) => token.content)),
  );
  const encode = (text: string) => {
    const normal = library.normalizer?.normalize(text) ?? text;
    if (normal === '') return [];
    return (library.pre_tokenizer?.pre_tokenize(normal) ?? [normal]).flatMap(unigram);
  };
  return { encode, frame: frameOf(new LibraryTokenizer({ ...definition, model: small }, {})) };
}

function unigramVocab(definition: Definition): [string, number][] {
  const { vocab } = definition.model;
  if (!Array.isArray(vocab) || !Array.isArray(vocab[0])) throw new Error('not a Unigram vocabulary');
  return vocab as [string, number][];
}

/** Which ids the template puts before and after a text. */
function frameOf(library: LibraryTokenizer): Frame {
  const bare = library.encode('a', { add_special_tokens: false }).ids;
  const framed = library.encode('a').ids;
  const at = framed.findIndex((_, i) => bare.every((id, j) => framed[i + j] === id));
  if (bare.length === 0 || at < 0) throw new Error('unknown template');
  return { before: framed.slice(0, at), after: framed.slice(at + bare.length) };
}

/** Whether a text's ids are its words' ids in a row (not so for byte-level tokenizers). */
function splitsOnSpaces({ pre_tokenizer: split }: Definition): boolean {
  if (split?.type === 'BertPreTokenizer') return true;
  return split?.type === 'Metaspace' && (split.prepend_scheme ?? 'always') === 'always';
}

function encodeWords(text: string, encodeWord: Encode, room: number): number[] {
  const ids: number[] = [];
  for (const word of text.split(/\p{White_Space}+/u)) {
    if (word === '') continue;
    for (const id of encodeWord(word)) ids.push(id);
    if (ids.length >= room) break;
  }
  return ids;
}

/** CVs repeat their words: with this, e5 goes from 140,000 to 330,000 tokens a second. */
function cached(encode: Encode): Encode {
  let young = new Map<string, number[]>();
  let old = new Map<string, number[]>();
  return (word) => {
    const known = young.get(word);
    if (known) return known;
    const ids = old.get(word) ?? encode(word);
    if (word.length > CACHED_WORD_LENGTH) return ids;
    if (young.size >= CACHED_WORDS) {
      old = young;
      young = new Map();
    }
    young.set(word, ids);
    return ids;
  };
}
