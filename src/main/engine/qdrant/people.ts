import type { People, PeopleRequest, Person } from '../engine.ts';
import type { QdrantCalls } from './client.ts';
import type { DocumentFilters } from './document-filters.ts';
import { type FacetCounts, ofPeople } from './facet-counts.ts';
import type { Filter } from './filters.ts';
import type { Handles } from './handles.ts';
import { createPeopleOrder, type ListedDocument } from './people-order.ts';

/** People with several documents of one answer; an answer with more shows the rest of them twice. */
const MOST_SEVERAL = 100_000;

interface PeopleDeps {
  calls: QdrantCalls;
  collection: string;
  handles: Handles;
  counts: FacetCounts;
  documents: DocumentFilters;
  /** When the newest document was added (see `addedAt`); null: there is none. */
  newest(): Promise<number | null>;
  /** Whether any person has several documents. */
  hasSiblings(): Promise<boolean>;
}

/**
 * A list of people that is read from the server as far as it is looked at. Documents of people who
 * have more than one bear the person (see siblings.ts), so that counting people costs no more than
 * there are such documents.
 */
export function createPeople(deps: PeopleDeps): (request: PeopleRequest) => Promise<People> {
  /** Asked of this answer only where anybody at all has several: most collections have nobody. */
  async function severalOf(filter: Filter): Promise<Map<string, number>> {
    if (!(await deps.hasSiblings())) return new Map();
    const people = await deps.counts.values('person', filter, MOST_SEVERAL);
    return new Map(people.filter(({ count }) => count > 1).map(({ value, count }) => [String(value), count]));
  }

  return async ({ filters, matching, ranked }) => {
    const filter = deps.documents(filters, matching);
    const begin = async () => {
      const [several, newest] = await Promise.all([severalOf(filter), deps.newest()]);
      const order = createPeopleOrder({ ...deps, newest, filter, ranked, several });
      // The first page is always looked at: its order is asked for while people are counted.
      await order.slice(0, 1);
      return { several, order };
    };
    const [documents, { several, order }] = await Promise.all([deps.counts.total(filter), begin()]);
    const total = [...several.values()].reduce((sum, count) => sum - (count - 1), documents);
    const ranks = new Map(ranked.map((docNo, rank) => [docNo, rank]));
    return {
      total,
      async page(offset, limit) {
        const page = await order.slice(offset, limit);
        const persons = page.flatMap(({ person }) => person ?? []);
        const all = await documentsOfPeople(persons, { ...deps, filter, several });
        return page.map((document) => personOf(document, all, ranks));
      },
    };
  };
}

interface SiblingDeps extends Pick<PeopleDeps, 'calls' | 'collection' | 'handles'> {
  filter: Filter;
  several: ReadonlyMap<string, number>;
}

interface Dated {
  docNo: number;
  addedAt: number;
}

/** All documents of the people of a page, by person. */
async function documentsOfPeople(persons: string[], deps: SiblingDeps): Promise<Map<string, Dated[]>> {
  const found = new Map<string, Dated[]>();
  if (persons.length === 0) return found;
  const limit = persons.reduce((sum, person) => sum + (deps.several.get(person) ?? 1), 0);
  const filter = ofPeople(deps.filter, persons);
  const { points } = await deps.calls.read((client) =>
    client.scroll(deps.collection, { filter, with_payload: ['person', 'addedAt'], limit }),
  );
  for (const { id, payload } of points) {
    const { person, addedAt } = payload as { person: string; addedAt: number };
    const document = { docNo: deps.handles.ofPoint(id), addedAt };
    const others = found.get(person);
    if (others) others.push(document);
    else found.set(person, [document]);
  }
  return found;
}

/** The ranked documents in their order, then the others, newest first. */
function personOf(
  first: ListedDocument,
  all: ReadonlyMap<string, Dated[]>,
  ranks: ReadonlyMap<number, number>,
): Person {
  const rank = ({ docNo }: Dated) => ranks.get(docNo) ?? Number.POSITIVE_INFINITY;
  const others = (first.person ? (all.get(first.person) ?? []) : [])
    .filter(({ docNo }) => docNo !== first.docNo)
    .sort((a, b) => byNumber(rank(a), rank(b)) || byNumber(b.addedAt, a.addedAt));
  return { docNos: [first, ...others].map(({ docNo }) => docNo) };
}

/** Also for two infinities, whose difference is no number. */
const byNumber = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
