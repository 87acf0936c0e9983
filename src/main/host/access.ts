import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';

const SECRET_BYTES = 32;

/**
 * Who may talk to the Node host. A one-time token, printed with the address, is exchanged for a
 * session cookie; Host and Origin are checked on every request, so that neither another site nor
 * a name that was made to point here (DNS rebinding) gets anything.
 */
export class Access {
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #cookieName: string;
  readonly #sessions = new Set<string>();
  #token: string | null = null;

  constructor(bind: { hostname: string; port: number }) {
    this.#allowedHosts = allowedHosts(bind);
    // Cookies do not know ports: two instances on one machine would overwrite each other's.
    this.#cookieName = `cvi_${bind.port}`;
  }

  /** A new one-time token; the one before stops working. */
  newToken(): string {
    this.#token = secret();
    return this.#token;
  }

  /** The `Set-Cookie` for a right token, which is used up by it; null for a wrong one. */
  exchange(token: string): string | null {
    if (!this.#token || !equal(token, this.#token)) return null;
    this.#token = null;
    const session = secret();
    this.#sessions.add(digest(session));
    return `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  hasSession(request: IncomingMessage): boolean {
    for (const part of request.headers.cookie?.split(';') ?? []) {
      const [name, value] = part.trim().split('=');
      if (name === this.#cookieName && value && this.#sessions.has(digest(value))) return true;
    }
    return false;
  }

  hostAllowed(request: IncomingMessage): boolean {
    return this.#allowedHosts.has(request.headers.host?.toLowerCase() ?? '');
  }

  /** A missing Origin is right for a plain page load and never for a socket. */
  originAllowed(request: IncomingMessage, { required }: { required: boolean }): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined) return !required;
    return origin.toLowerCase() === `http://${host?.toLowerCase()}`;
  }
}

function allowedHosts({ hostname: name, port }: { hostname: string; port: number }): Set<string> {
  const names = isLoopback(name) ? ['127.0.0.1', 'localhost', '[::1]'] : [bracket(name)];
  if (name === '0.0.0.0' || name === '::') names.push(...ownNames());
  const hosts = names.map((each) => `${each.toLowerCase()}:${port}`);
  // A browser leaves the default port out.
  return new Set(port === 80 ? [...hosts, ...names.map((each) => each.toLowerCase())] : hosts);
}

export function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return ['localhost', hostname(), ...addresses.map((each) => bracket(each.address))];
}

export const bracket = (name: string): string => (name.includes(':') ? `[${name}]` : name);

const secret = () => randomBytes(SECRET_BYTES).toString('base64url');
// Compared and kept as digests, so that the time a look-up takes says nothing about the secret.
const digest = (value: string) => createHash('sha256').update(value).digest('hex');
const equal = (a: string, b: string) => timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
