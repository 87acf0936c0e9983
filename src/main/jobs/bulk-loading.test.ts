import { beforeEach, describe, expect, it } from 'vitest';
import type { Index } from '../engine/indexes.ts';
import { createBulkLoading } from './bulk-loading.ts';

describe('a large intake', () => {
  let indexed: number;
  const job = (textOnly = false) => ({ jobId: 'job', options: { textOnly } });
  let steps: string[];
  const signal = new AbortController().signal;
  const index = (bulk: Index['bulk']) => ({ current: async () => ({ bulk }) as Index });
  const bulk: Index['bulk'] = {
    begin: async () => void steps.push('begin'),
    end: async () => void steps.push('end'),
  };
  const loading = (of: Index['bulk'] = bulk) =>
    createBulkLoading(
      {
        files: {
          counts: () =>
            ({ outcomes: { indexed } }) as ReturnType<
              Parameters<typeof createBulkLoading>[0]['files']['counts']
            >,
        },
        indexes: index(of),
        onWaiting: (sentence) => void steps.push(sentence === null ? 'told' : 'telling'),
      },
      100,
    );

  beforeEach(() => {
    indexed = 100;
    steps = [];
  });

  it('has the index build once, at its end, and tells that it is being waited for', async () => {
    const large = loading();
    await large.begin(job());
    await large.end(signal);
    expect(steps).toEqual(['begin', 'telling', 'end', 'told']);
  });

  it('is not what a few files are', async () => {
    indexed = 99;
    const small = loading();
    await small.begin(job());
    await small.end(signal);
    expect(steps).toEqual([]);
  });

  it('of words alone builds nothing later', async () => {
    const words = loading();
    await words.begin(job(true));
    await words.end(signal);
    expect(steps).toEqual([]);
  });

  it('is nothing special to an index without graphs', async () => {
    const embedded = loading(null);
    await embedded.begin(job());
    await embedded.end(signal);
    expect(steps).toEqual([]);
  });
});
