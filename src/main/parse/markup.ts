import { Parser } from 'htmlparser2';

export interface MarkupHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(value: string): void;
  close(name: string): void;
}

/**
 * Reads XML or HTML as a stream of tags: no tree, so neither deep nesting nor size costs a stack
 * or memory, and nothing is ever resolved (an entity declared in a DTD stays the text it is written as).
 */
export function readMarkup(source: string, syntax: 'xml' | 'html', handler: MarkupHandler): void {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handler.open(name, attributes),
      ontext: (value) => handler.text(value),
      onclosetag: (name) => handler.close(name),
    },
    { xmlMode: syntax === 'xml', decodeEntities: true },
  );
  parser.write(source);
  parser.end();
}
