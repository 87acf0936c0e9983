import type { App } from '../app.ts';

/** Follows on stderr what is done to the engine's servers, a line a step. */
export function followStatus(app: Pick<App, 'topics'>, quiet: boolean): () => void {
  if (quiet) return () => {};
  let shown: string | null = null;
  return app.topics['cluster.status'].subscribe((status) => {
    const operation = status?.operation ?? null;
    if (operation !== null && operation !== shown) process.stderr.write(`${operation}\n`);
    shown = operation;
  });
}
