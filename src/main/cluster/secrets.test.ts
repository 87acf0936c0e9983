import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../../../test/helpers/qdrant.ts';
import {
  createFileSecrets,
  createMemorySecrets,
  createSealedSecrets,
  generateApiKey,
  type Sealer,
} from './secrets.ts';

const rights = (file: string) => statSync(file).mode & 0o777;
/** A key store that is one byte away from the text. */
const shift = (by: number, bytes: Buffer) => Buffer.from(bytes.map((byte) => (byte + by) & 255));
const sealer = (available: () => boolean): Sealer => ({
  available,
  seal: (text) => shift(1, Buffer.from(text)),
  open: (sealed) => shift(-1, sealed).toString(),
});

describe('secrets in a file', () => {
  it('are there for the next start, and only this user can read them', () => {
    using folder = scratchFolder();
    const dataDir = join(folder.path, 'data');
    createFileSecrets(dataDir).set('qdrant', 'the key');
    createFileSecrets(dataDir).set('remote', 'another');
    expect(createFileSecrets(dataDir).get('qdrant')).toBe('the key');
    createFileSecrets(dataDir).remove('qdrant');
    expect(createFileSecrets(dataDir).get('qdrant')).toBeNull();
    expect(createFileSecrets(dataDir).get('remote')).toBe('another');
    if (process.platform !== 'win32') expect(rights(join(dataDir, 'secrets.json'))).toBe(0o600);
  });

  it('are hidden again when others could read them', () => {
    using folder = scratchFolder();
    const file = join(folder.path, 'secrets.json');
    createFileSecrets(folder.path).set('qdrant', 'the key');
    chmodSync(file, 0o644);
    expect(createFileSecrets(folder.path).get('qdrant')).toBe('the key');
    if (process.platform !== 'win32') expect(rights(file)).toBe(0o600);
  });

  it('are not taken for none when the file is damaged', () => {
    using folder = scratchFolder();
    writeFileSync(join(folder.path, 'secrets.json'), '{"qdrant": {"pla');
    const secrets = createFileSecrets(folder.path);
    expect(() => secrets.get('qdrant')).toThrow('can’t be read');
    expect(() => secrets.set('qdrant', 'new')).toThrow('can’t be read');
  });

  it('have no value that was not set', () => {
    using folder = scratchFolder();
    expect(createFileSecrets(folder.path).get('toString')).toBeNull();
    createFileSecrets(folder.path).remove('qdrant');
  });
});

describe('sealed secrets', () => {
  it('are not in the file in plain', () => {
    using folder = scratchFolder();
    const file = join(folder.path, 'secrets.json');
    const secrets = createSealedSecrets(
      sealer(() => true),
      file,
    );
    secrets.set('qdrant', 'the key');
    expect(secrets.get('qdrant')).toBe('the key');
    expect(readFileSync(file, 'utf8')).not.toContain('the key');
    expect(secrets.describe()).toContain('encrypted by the key store');
  });

  it('are kept in a file, and said to be, until there is a key store', () => {
    using folder = scratchFolder();
    const file = join(folder.path, 'secrets.json');
    let available = false;
    const secrets = createSealedSecrets(
      sealer(() => available),
      file,
    );
    secrets.set('qdrant', 'the key');
    expect(secrets.describe()).toContain('no key store');
    available = true;
    expect(secrets.get('qdrant')).toBe('the key');
    expect(readFileSync(file, 'utf8')).not.toContain('the key');
    expect(secrets.get('qdrant')).toBe('the key');
  });

  it('are asked for anew where their key store is missing', () => {
    using folder = scratchFolder();
    const file = join(folder.path, 'secrets.json');
    createSealedSecrets(
      sealer(() => true),
      file,
    ).set('qdrant', 'the key');
    const elsewhere = createFileSecrets(folder.path);
    expect(() => elsewhere.get('qdrant')).toThrow('has to be entered again');
    elsewhere.set('qdrant', 'new');
    expect(elsewhere.get('qdrant')).toBe('new');
  });
});

it('keeps secrets in memory for the mode without a data folder', () => {
  const secrets = createMemorySecrets();
  secrets.set('qdrant', 'the key');
  expect(secrets.get('qdrant')).toBe('the key');
  secrets.remove('qdrant');
  expect(secrets.get('qdrant')).toBeNull();
});

it('makes keys of 256 bits that are safe in a header', () => {
  expect(generateApiKey()).toMatch(/^[\w-]{43}$/);
  expect(generateApiKey()).not.toBe(generateApiKey());
});
