const SHARED = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** For the screens: only the application's own files, and no connection but its own socket. */
export function screenHeaders(socketOrigin = ''): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Spelled out as well, because not every browser counts ws: as 'self'.
    `connect-src 'self' ${socketOrigin}`.trim(),
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { ...SHARED, 'content-security-policy': policy };
}

/** For a file that somebody else wrote: it may be shown, and can neither run nor fetch anything. */
export function inertHeaders(): Record<string, string> {
  return {
    ...SHARED,
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'cache-control': 'no-store',
  };
}
