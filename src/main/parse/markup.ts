import { Parser } from 'htmlparser2';
import { Refusal } from './refusal.ts';

/** The parser's own list of open elements costs the square of its length: a second at this depth. */
const MAX_DEPTH = 30_000;

export interface MarkupHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(value: string): void;
  close(name: string): void;
}

/**
 * Reads XML or HTML as a stream of tags: no tree, so neither nesting nor size costs stack or memory,
 * and nothing is ever resolved (an entity declared in a DTD stays the text it is written as).
 * Throws `Refusal` for nesting without end.
 */
export function readMarkup(source: string, syntax: 'xml' | 'html', handler: MarkupHandler): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > MAX_DEPTH) {
          throw new Refusal('corrupt', 'The file is damaged: its elements are nested without end.');
        }
        handler.open(name, attributes);
      },
      ontext: (value) => handler.text(value),
      onclosetag(name) {
        depth -= 1;
        handler.close(name);
      },
    },
    { xmlMode: syntax === 'xml', decodeEntities: true },
  );
  parser.write(source);
  parser.end();
}
