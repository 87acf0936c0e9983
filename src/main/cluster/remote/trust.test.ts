import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeCertificates } from '../../../../test/helpers/certificates.ts';
import { serveHttp } from '../../../../test/helpers/http-answer.ts';
import { scratchFolder } from '../../../../test/helpers/qdrant.ts';
import { startTlsProxy } from '../../../../test/helpers/tls-proxy.ts';
import { distrustAuthority, trustAuthority } from './trust.ts';

it('lets fetch trust an own authority, and takes that back', async (context) => {
  using folder = scratchFolder();
  const certificates = makeCertificates(folder.path, context);
  await using target = await serveHttp((_, response) =>
    response.setHeader('connection', 'close').end('hello'),
  );
  await using one = await startTlsProxy(certificates, target.url);
  await using another = await startTlsProxy(certificates, target.url);
  const read = async ({ url }: { url: string }) => (await fetch(url)).text();
  await expect(read(one)).rejects.toThrow('fetch failed');
  trustAuthority(certificates.caFile);
  expect(await read(one)).toBe('hello');
  distrustAuthority(certificates.caFile);
  await expect(read(another)).rejects.toThrow('fetch failed');
});

it('takes several authorities from one file, and what a person wrote around them', (context) => {
  using folder = scratchFolder();
  const pem = readFileSync(makeCertificates(folder.path, context).caFile, 'utf8');
  const file = join(folder.path, 'bundle.pem');
  writeFileSync(file, `# ours\n${pem}\n# theirs\n${pem}`);
  trustAuthority(file);
  distrustAuthority(file);
});

it.each([
  ['is not there', null, 'can’t be read'],
  ['is no certificate', 'hello', 'holds no certificate'],
  [
    'is a damaged certificate',
    '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    'holds no certificate',
  ],
])('refuses a file that %s', (_, text, sentence) => {
  using folder = scratchFolder();
  const file = join(folder.path, 'ca.pem');
  if (text !== null) writeFileSync(file, text);
  expect(() => trustAuthority(file)).toThrow(sentence);
});
