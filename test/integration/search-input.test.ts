import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PEOPLE } from '../helpers/invented-people.ts';
import { openPeopleIndex } from '../helpers/people-index.ts';

let index: ReturnType<typeof openPeopleIndex>;
beforeAll(async () => {
  index = openPeopleIndex();
  await index.addAll(PEOPLE);
});
afterAll(() => index.close());

describe('whatever is typed', () => {
  it.each([
    ['operators', 'NEAR(a b) AND OR NOT * ^ : {head}: - +'],
    ['quotes', `"unbalanced ' “quotes” ""`],
    ['emoji', '👩‍⚕️ nurse 🙂'],
    ['control characters', 'a\u0000b\u0007'],
    ['only symbols', '!!! ((( ]]]'],
    ['a lone surrogate', '\ud83d welder'],
    ['another script', '看護師 ممرضة'],
    ['20,000 characters', 'intensive care "nurse ü '.repeat(833)],
    ['20,000 different words', Array.from({ length: 3000 }, (_, n) => `w${n}`).join(' ')],
    ['20,000 digits', '0712'.repeat(5000)],
    ['20,000 characters without a space', 'a@'.repeat(10_000)],
  ])('answers: %s', async (_, query) => {
    const result = await index.find(query);
    expect(result.hits.length).toBeLessThanOrEqual(result.total);
  });

  it('takes a quoted phrase as it stands', async () => {
    await index.add({ name: 'Kim Vale', text: 'Kim Vale\ncare was intensive for a nurse' });
    expect((await index.names('"intensive care"'))[0]).toBe('Ștefania Brânză');
  });
});
