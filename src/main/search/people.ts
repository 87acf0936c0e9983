/** One person of a list: the best document first. */
export interface Person {
  docNos: number[];
  score: number;
}

/** A ranked list of documents as people; built for the pages that are looked at, not for all of it. */
export interface People {
  total: number;
  page(offset: number, limit: number): Person[];
}

/** `siblings` gives the person's first document for those who have several. */
export function peopleOf(
  order: Uint32Array,
  scores: ReadonlyMap<number, number>,
  siblings: ReadonlyMap<number, number>,
): People {
  const scoreOf = (docNo: number) => scores.get(docNo) ?? 0;
  if (siblings.size === 0) {
    return {
      total: order.length,
      page: (offset, limit) =>
        Array.from(order.subarray(offset, offset + limit), (docNo) => ({
          docNos: [docNo],
          score: scoreOf(docNo),
        })),
    };
  }
  const people = new Map<number, Person>();
  for (const docNo of order) {
    const key = siblings.get(docNo) ?? docNo;
    const person = people.get(key);
    if (person) person.docNos.push(docNo);
    else people.set(key, { docNos: [docNo], score: scoreOf(docNo) });
  }
  const list = [...people.values()];
  return { total: list.length, page: (offset, limit) => list.slice(offset, offset + limit) };
}
