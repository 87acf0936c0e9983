import type { Matching, Person } from '../engine.ts';

/** Documents that a query is about, ascending, each once: those with its words and those near in meaning. */
export function createMatching(deps: {
  matchedBy(words: string[]): Uint32Array;
  version(): number;
}): (matching: Matching) => Uint32Array {
  // Facets and people of one search ask for the same.
  const kept = new WeakMap<Matching, { docNos: Uint32Array; version: number }>();
  return (matching) => {
    const version = deps.version();
    const before = kept.get(matching);
    if (before?.version === version) return before.docNos;
    const docNos = union(deps.matchedBy(matching.words), matching.docNos);
    kept.set(matching, { docNos, version });
    return docNos;
  };
}

/** `matched` is ascending already; sorting all of it again took milliseconds at 50,000. */
function union(matched: Uint32Array, others: number[]): Uint32Array {
  const known = marksOf(matched);
  const added = [...new Set(others)].filter((docNo) => known[docNo] !== 1).sort((a, b) => a - b);
  const all = new Uint32Array(matched.length + added.length);
  let next = 0;
  matched.forEach((docNo, index) => {
    for (let fresh = added[next]; fresh !== undefined && fresh < docNo; fresh = added[++next]) {
      all[index + next] = fresh;
    }
    all[index + next] = docNo;
  });
  all.set(added.slice(next), matched.length + next);
  return all;
}

/** The ranked first, then everything else that passes, newest first; `passing` is ascending. */
export function inOrder(ranked: number[], passing: Uint32Array): Uint32Array {
  const open = marksOf(passing);
  const order = new Uint32Array(passing.length);
  let length = 0;
  const take = (docNo: number) => {
    if (open[docNo] !== 1) return;
    open[docNo] = 0;
    order[length++] = docNo;
  };
  ranked.forEach(take);
  for (let index = passing.length - 1; index >= 0; index--) take(passing[index] ?? 0);
  return order;
}

/** A byte a docNo: sets of tens of thousands of numbers took most of a search's time. */
function marksOf(docNos: Uint32Array): Uint8Array {
  const marks = new Uint8Array((docNos.at(-1) ?? 0) + 1);
  for (const docNo of docNos) marks[docNo] = 1;
  return marks;
}

/** An ordered list of documents as people; `siblings` gives the person's first document for those who have several. */
export function peopleOf(order: Uint32Array, siblings: ReadonlyMap<number, number>) {
  if (siblings.size === 0) {
    const page = async (offset: number, limit: number): Promise<Person[]> =>
      Array.from(order.subarray(offset, offset + limit), (docNo) => ({ docNos: [docNo] }));
    return { total: order.length, page };
  }
  const people = new Map<number, Person>();
  for (const docNo of order) {
    const key = siblings.get(docNo) ?? docNo;
    const person = people.get(key);
    if (person) person.docNos.push(docNo);
    else people.set(key, { docNos: [docNo] });
  }
  const list = [...people.values()];
  return {
    total: list.length,
    page: async (offset: number, limit: number) => list.slice(offset, offset + limit),
  };
}
