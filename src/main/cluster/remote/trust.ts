import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AppError } from '../../../shared/errors.ts';

/** Certificates that this process trusts beside the system's, by the file they came from. */
const own = new Map<string, string[]>();
let shipped: string[] | null = null;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Trusts the certificate authorities in a PEM file besides those that are trusted anyway, for all
 * TLS connections of this process (also those of `fetch`) that are made from now on. Calling it
 * again reads the file again. Throws invalid_input when the file can't be read or has none.
 */
export function trustAuthority(caFile: string): void {
  own.set(caFile, readCertificates(caFile));
  apply();
}

/**
 * Takes the trust back for servers that are met from now on; one that was connected to before may be
 * taken for known until the process ends, as TLS resumes sessions.
 */
export function distrustAuthority(caFile: string): void {
  if (own.delete(caFile)) apply();
}

function apply(): void {
  // Node sets the whole list, so the one before the first change is kept.
  shipped ??= getCACertificates('default');
  setDefaultCACertificates([...shipped, ...[...own.values()].flat()]);
}

function readCertificates(caFile: string): string[] {
  const certificates = readText(caFile).match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw new AppError(
      'invalid_input',
      'The file of the certificate authority holds no certificate in PEM form.',
    );
  }
  return certificates;
}

function readText(caFile: string): string {
  try {
    return readFileSync(caFile, 'utf8');
  } catch (error) {
    throw new AppError('invalid_input', 'The file of the certificate authority can’t be read.', {
      cause: error,
    });
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}
