import type { ServerResponse } from 'node:http';

const TEXTS: Record<number, [title: string, sentence: string]> = {
  401: [
    'Open the address again',
    'This browser is not signed in. Start CV Intelligence once more and open the address that it prints; each address works once.',
  ],
  403: ['Not allowed', 'This request did not come from the application itself.'],
  404: ['Not found', 'There is nothing at this address.'],
  405: ['Not allowed', 'Only reading is possible here.'],
  500: ['Something went wrong', 'The application could not answer. Try again.'],
  503: ['Not yet', 'Open this address itself; it works once.'],
};

/** A plain page of one sentence for what is not a screen; nothing of the request is repeated in it. */
export function notice(response: ServerResponse, status: number, headers: Record<string, string>): void {
  const [title, sentence] = TEXTS[status] ?? ['', ''];
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${sentence}</p></html>\n`;
  response.writeHead(status, {
    ...headers,
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
  });
  response.end(body);
}
