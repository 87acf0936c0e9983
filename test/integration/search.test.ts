import { afterEach, describe, expect, it } from 'vitest';
import { PEOPLE } from '../helpers/invented-people.ts';
import { openPeopleIndex, temporaryFolder } from '../helpers/people-index.ts';

type Index = ReturnType<typeof openPeopleIndex>;
let open: Index[] = [];
const opened = (index: Index) => {
  open.push(index);
  return index;
};
async function people(): Promise<Index> {
  const index = opened(openPeopleIndex());
  await index.addAll(PEOPLE);
  return index;
}
afterEach(async () => {
  for (const index of open) await index.close();
  open = [];
});

describe('exact things come first', () => {
  it('finds a person by telephone number in many notations', async () => {
    const { find } = await people();
    for (const query of [
      '+40 712 345 678',
      '0040712345678',
      '0712345678',
      '712-345-678',
      '(0712) 345.678',
      '40712345678',
    ]) {
      const { hits, total } = await find(query);
      expect([query, hits[0]?.name, total]).toEqual([query, 'Ștefania Brânză', 1]);
      expect(
        hits[0]?.evidence[0]?.marks.map(({ start, end }) => hits[0]?.evidence[0]?.text.slice(start, end)),
      ).toEqual(['+40 712 345 678']);
    }
    expect((await find('+49 171 2345678')).hits[0]?.name).toBe('Jürgen Łukasz');
    expect((await find('0712 345 679')).hits.map((hit) => hit.name)).not.toContain('Ștefania Brânză');
  });

  it('finds a name typed without its marks, in another order or spelled out, before who only mentions it', async () => {
    const { names } = await people();
    expect((await names('stefania branza'))[0]).toBe('Ștefania Brânză');
    expect((await names('Brânză Ştefania'))[0]).toBe('Ștefania Brânză');
    expect(await names('jurgen lukasz')).toEqual(['Jürgen Łukasz', 'Mary Okafor']);
    expect((await names('juergen lukasz'))[0]).toBe('Jürgen Łukasz');
  });

  it('finds an e-mail whole and by its parts, alone when it is whole', async () => {
    const { find, names } = await people();
    expect(await names('Stefania.Branza7@Example.org')).toEqual(['Ștefania Brânză']);
    expect((await names('stefania.branza'))[0]).toBe('Ștefania Brânză');
    const { hits } = await find('mary@example.com');
    expect(hits.map((hit) => hit.name)).toEqual(['Mary Okafor']);
    expect(hits[0]?.evidence[0]?.text).toContain('mary@example.com');
  });

  it('tells C++ and C# apart', async () => {
    const { find } = await people();
    expect((await find('C++')).hits[0]?.name).toBe('Jürgen Łukasz');
    expect((await find('C#')).hits[0]?.name).toBe('Pat Doyle');
  });
});

describe('meaning', () => {
  it('finds people none of whose words were typed', async () => {
    const { find } = await people();
    const { hits, mode } = await find('physician');
    expect(mode).toBe('hybrid');
    expect(hits[0]?.name).toBe('Mary Okafor');
    expect(hits[0]?.evidence[0]).toMatchObject({ matched: 'meaning', text: 'Doctor at a hospital.' });
  });

  it('is left out while the model is loading: words answer', async () => {
    const index = await people();
    index.model.state = 'loading';
    const { hits, mode, total } = await index.find('welder');
    expect([mode, total, hits[0]?.name]).toEqual(['words', 1, 'Jürgen Łukasz']);
  });
});

describe('evidence', () => {
  it('quotes the document exactly, with what was typed marked', async () => {
    const { find } = await people();
    const [hit] = (await find('intensive care nurse who speaks polish')).hits;
    expect(hit?.evidence.length).toBeGreaterThan(0);
    for (const { text, start, end, marks, page } of hit?.evidence ?? []) {
      expect(PEOPLE[0]?.text.slice(start, end)).toBe(text);
      expect(page).toBe(1);
      for (const mark of marks)
        expect(text.slice(mark.start, mark.end)).toMatch(/^(intensive|care|nurse|speaks|polish|in)$/i);
    }
    const marked = hit?.evidence.flatMap(({ text, marks }) =>
      marks.map((mark) => text.slice(mark.start, mark.end)),
    );
    expect(marked).toEqual(expect.arrayContaining(['Nurse', 'intensive', 'care', 'Polish']));
  });

  it('marks words whatever marks their letters bear', async () => {
    const { find } = await people();
    const evidence = (await find('branza')).hits[0]?.evidence[0];
    expect(evidence?.marks.map((mark) => evidence.text.slice(mark.start, mark.end))).toContain('Brânză');
  });
});

describe('filters', () => {
  it('report whose value is unknown instead of hiding them', async () => {
    const { find } = await people();
    const { hits, total, unknown, facets } = await find('', { language: ['ro'] });
    expect([total, hits.map((hit) => hit.name)]).toEqual([1, ['Ștefania Brânză']]);
    expect(unknown['language']).toBe(1);
    expect(facets['language']?.map(({ value }) => value).sort()).toEqual(['de', 'en', 'ro']);
    expect((await find('', { language: ['unknown'] })).hits.map((hit) => hit.name)).toEqual(['Mary Okafor']);
  });

  it('narrow by folder with what is below it, and not by a folder that only begins alike', async () => {
    const { names } = await people();
    expect((await names('', { folder: ['/cvs/berlin'] })).sort()).toEqual(['Jürgen Łukasz', 'Mary Okafor']);
  });

  it('narrow by format and by dates, the last day included', async () => {
    const { names, find } = await people();
    expect(await names('', { format: ['docx', 'pdf'] })).toEqual(['Jürgen Łukasz', 'Ștefania Brânză']);
    const year = { dateFrom: Date.UTC(2024, 0, 1), dateTo: Date.UTC(2024, 11, 31) };
    expect((await names('', year)).sort()).toEqual(['Pat Doyle', 'Ștefania Brânză']);
    expect((await find('', year)).unknown['year']).toBe(1);
  });

  it('follow a file that was moved', async () => {
    const { db, names } = await people();
    db.prepare("UPDATE files SET path = '/cvs/new/d.txt' WHERE path = '/cvs/berlin2/d.txt'").run();
    expect(await names('', { folder: ['/cvs/new'] })).toEqual(['Pat Doyle']);
  });
});

describe('the list', () => {
  it('shows people, not documents', async () => {
    const index = await people();
    await index.add({
      name: 'Pat Doyle',
      text: 'Pat Doyle\nDeveloper, newer version',
      candidateId: 'c-0000000000000004',
    });
    const { hits, total } = await index.find('developer', {});
    expect(hits.filter((hit) => hit.name === 'Pat Doyle')).toHaveLength(1);
    expect(hits[0]?.documents).toHaveLength(2);
    expect(total).toBe(4);
  });

  it('is paged without gaps or repeats while documents arrive', async () => {
    const index = opened(openPeopleIndex());
    for (let n = 0; n < 60; n++)
      await index.add({ name: `Person ${n}`, text: `Person ${n}\nwelder number ${n % 7}` });
    const seen: string[] = [];
    const first = await index.find('welder', {}, { limit: 7, offset: 0 });
    for (let offset = 0; offset < first.total; offset += 7) {
      const page = await index.find('welder', {}, { limit: 7, offset });
      expect(page.total).toBe(first.total);
      seen.push(...page.hits.map((hit) => hit.candidateId));
      await index.add({ name: `Late ${offset}`, text: 'welder welder welder' });
    }
    expect(new Set(seen).size).toBe(60);
    expect(seen).toHaveLength(60);
    expect((await index.find('welder')).total).toBeGreaterThan(60);
  });

  it('loses a removed document everywhere', async () => {
    const index = await people();
    const before = await index.engine.stats();
    await index.remove(1);
    expect(await index.names('intensive care nurse')).not.toContain('Ștefania Brânză');
    expect((await index.find('0712345678')).total).toBe(0);
    expect(await index.names('')).not.toContain('Ștefania Brânză');
    const after = await index.engine.stats();
    expect([after.documents, after.vectors]).toEqual([3, before.vectors - 5]);
    expect(index.db.prepare('SELECT count(*) AS n FROM embeddings').get()).toEqual({ n: 3 });
    expect(index.db.prepare('SELECT count(*) AS n FROM codes').get()).toEqual({ n: 3 });
  });

  it('forgets what a transaction took back', async () => {
    const index = await people();
    index.db.exec('BEGIN');
    await index.add({ name: 'Never There', text: 'Never There\nblacksmith' });
    index.db.exec('ROLLBACK');
    expect(await index.names('blacksmith')).not.toContain('Never There');
    expect((await index.engine.stats()).documents).toBe(4);
  });

  it('is the same in memory, on file and after a restart', async () => {
    const folder = temporaryFolder();
    const questions = ['nurse', 'physician', 'jurgen lukasz', 'web developer with SQL', ''];
    const answers = async (index: Index) => {
      const results = await Promise.all(questions.map((question) => index.find(question)));
      return results.map(({ tookMs: _, ...result }) => result);
    };
    const expected = await answers(await people());
    const onFile = openPeopleIndex(folder.path);
    await onFile.addAll(PEOPLE);
    expect(await answers(onFile)).toEqual(expected);
    await onFile.close();
    expect(await answers(opened(openPeopleIndex(folder.path)))).toEqual(expected);
    folder.remove();
  });
});
