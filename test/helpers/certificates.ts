import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';

export interface Certificates {
  /** PEM file of an invented organisation's own authority. */
  caFile: string;
  cert: string;
  key: string;
}

/** A certificate authority and a certificate by it for 127.0.0.1; skips the test without openssl. */
export function makeCertificates(folder: string, context: TestContext): Certificates {
  const file = (name: string) => join(folder, name);
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    openssl('version');
  } catch {
    context.skip('openssl is missing');
  }
  const ca = [
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=Invented Authority',
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
  ];
  openssl('req', ...newKey, ...ca);
  openssl('req', ...newKey, '-subj', '/CN=server', '-keyout', file('key.pem'), '-out', file('request.pem'));
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1\n');
  const signing = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2'];
  openssl(
    'x509',
    '-req',
    '-in',
    file('request.pem'),
    ...signing,
    '-extfile',
    file('names'),
    '-out',
    file('cert.pem'),
  );
  return {
    caFile: file('ca.pem'),
    cert: readFileSync(file('cert.pem'), 'utf8'),
    key: readFileSync(file('key.pem'), 'utf8'),
  };
}
