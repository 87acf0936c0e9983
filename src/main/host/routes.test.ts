import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, startTestSite, type TestSite } from './test-site.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site.close());

describe('the one-time address', () => {
  it('is exchanged for a cookie that scripts and other sites do not see, and leaves the address bar', async () => {
    const answer = await site.get(site.tokenPath());
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^cvi_\d+=\S{40,}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    expect((await site.get('/', { cookie: cookieOf(answer) })).body).toContain('Screens');
  });

  it('works once', async () => {
    const path = site.tokenPath();
    expect((await site.get(path)).status).toBe(303);
    expect((await site.get(path)).status).toBe(401);
  });

  it('stops working when another is asked for', async () => {
    const path = site.tokenPath();
    site.tokenPath();
    expect((await site.get(path)).status).toBe(401);
  });

  it('is not used up by a browser that looks ahead', async () => {
    const path = site.tokenPath();
    expect((await site.get(path, { 'sec-purpose': 'prefetch' })).status).toBe(503);
    expect((await site.get(path)).status).toBe(303);
  });

  it('is refused when guessed', async () => {
    expect((await site.get('/?token=guess')).status).toBe(401);
    expect((await site.get('/?token=')).status).toBe(401);
  });
});

describe('a request', () => {
  it.each(['/', '/assets/index-1a2b.js', '/files/pdf', '/socket', '/nothing'])(
    'for %s without the cookie is refused',
    async (path) => {
      expect((await site.get(path)).status).toBe(401);
      expect((await site.get(path, { cookie: `cvi_${new URL(site.origin).port}=guess` })).status).toBe(401);
    },
  );

  it('under another name is refused, whatever it carries (DNS rebinding)', async () => {
    for (const name of ['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1']) {
      expect((await site.signedIn('/', { host: name })).status).toBe(403);
    }
  });

  it('from another site is refused, whatever it carries', async () => {
    expect((await site.signedIn('/', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await site.signedIn('/', { origin: 'null' })).status).toBe(403);
    expect((await site.signedIn('/', { origin: site.origin })).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('that is a %s is refused', async (method) => {
    expect((await site.get('/', { cookie: site.cookie }, method)).status).toBe(405);
  });

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/assets/../../secret.html',
    '/..%2fsecret.html',
    '/..%5csecret.html',
    '//secret.html',
    '/%00.html',
    '/%zz',
    '/assets',
    '/index.html/',
  ])('for %s finds nothing', async (path) => {
    const answer = await site.signedIn(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  it('is answered with a policy that lets nothing in from elsewhere', async () => {
    for (const answer of [await site.signedIn('/'), await site.get('/'), await site.signedIn('/nothing')]) {
      const policy = answer.headers['content-security-policy'];
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]) {
        expect(policy).toContain(rule);
      }
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
    }
  });
});

describe('an original file', () => {
  it('arrives byte for byte and can do nothing', async () => {
    const answer = await site.signedIn('/files/pdf');
    expect(answer).toMatchObject({ status: 200, body: 'bytes of pdf' });
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('that is a web page is a plain download under its own name', async () => {
    const { headers } = await site.signedIn('/files/html');
    expect(headers['content-type']).toBe('text/plain');
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(headers['content-disposition']).toBe(
      `attachment; filename="An_ _Pop_.html"; filename*=UTF-8''An%C4%83%20%E2%80%9CPop%E2%80%9D.html`,
    );
  });

  it('is not found when it is gone, unknown or a path', async () => {
    for (const id of ['gone', 'unknown', '..%2fsecret.html', '../secret.html', '']) {
      expect((await site.signedIn(`/files/${id}`)).status).toBe(404);
    }
  });
});
