import { expect, it } from 'vitest';
import { isExposed, parseServerUrl } from './server-url.ts';

it('takes an address with or without a slash and a path', () => {
  expect(parseServerUrl(' https://qdrant.example:6333/ ')).toBe('https://qdrant.example:6333');
  expect(parseServerUrl('https://qdrant.example/search//')).toBe('https://qdrant.example/search');
});

it.each([
  ['no address', 'qdrant.example:6333', 'starts with http'],
  ['another protocol', 'ftp://qdrant.example', 'starts with http'],
  ['a user and a password', 'https://user:secret@qdrant.example', 'user and password'],
  ['a key in the query', 'https://qdrant.example/?api-key=secret', 'API key has its own field'],
  ['a key after a #', 'https://qdrant.example/#secret', 'API key has its own field'],
])('refuses %s without repeating it', (_, text, sentence) => {
  expect(() => parseServerUrl(text)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  expect(() => parseServerUrl(text)).toThrow(sentence);
  expect(() => parseServerUrl(text)).not.toThrow('secret');
});

it.each([
  ['http://qdrant.example:6333', true],
  ['http://10.0.0.4', true],
  ['http://127.0.0.1:6333', false],
  ['http://localhost:6333', false],
  ['http://[::1]:6333', false],
  ['https://qdrant.example', false],
])('knows whether a key sent to %s can be read on the way: %s', (url, exposed) => {
  expect(isExposed(url)).toBe(exposed);
});
