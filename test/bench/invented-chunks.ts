/** Lines as CVs have them, of nobody: chunks to measure with, the same at every call. */
const ROLES = ['Registered nurse', 'Java developer', 'Buchhalterin', 'Site manager', 'Profesor de música'];
const PLACES = ['Gdańsk', 'Leeds', 'Köln', 'Zaragoza', 'Coimbra', 'Brno', 'Tartu', 'Bergen'];
const TASKS = [
  'led a team of {n} across three shifts and cut waiting times by {n} percent',
  'responsible for documentation, audits and the training of new colleagues',
  'migrated {n} services to containers; PostgreSQL, Kafka, Kubernetes, Terraform',
  'Betreuung von {n} Kunden, Jahresabschlüsse nach HGB, DATEV und SAP FI',
  'planificación de {n} proyectos de formación y coordinación con proveedores',
  'budget of {n} thousand euros, weekly reports to the board, ISO 9001',
];

/** `count` chunks: one in five short (a head), the others up to about 220 tokens of multilingual-e5. */
export function inventChunks(count: number): string[] {
  const random = mulberry32(42);
  const pick = (from: string[]) => from[Math.floor(random() * from.length)] ?? '';
  const year = () => 1985 + Math.floor(random() * 40);
  const task = () => pick(TASKS).replaceAll('{n}', String(2 + Math.floor(random() * 90)));
  return Array.from({ length: count }, (_, i) => {
    const lines = i % 5 === 0 ? 1 : 4 + Math.floor(random() * 4);
    return Array.from(
      { length: lines },
      () => `${year()}–${year()} ${pick(ROLES)}, ${pick(PLACES)}: ${task()}`,
    ).join('\n');
  });
}

/** A small seeded generator (public domain, by Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
