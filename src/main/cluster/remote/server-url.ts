import { AppError } from '../../../shared/errors.ts';

/**
 * The base URL of a server as an admin typed it, without a slash at its end. Throws invalid_input
 * when it is not http(s), or has a secret in it: URLs end up in logs and on screens.
 */
export function parseServerUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new AppError('invalid_input', 'The address of a server starts with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError(
      'invalid_input',
      'Leave user and password out of the address; the API key has its own field.',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new AppError(
      'invalid_input',
      'Leave out what follows a ? or # in the address; the API key has its own field.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether what is sent to this address can be read on the way: not encrypted, and not this machine. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname);
}
