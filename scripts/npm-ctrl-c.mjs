const SAME_PRESS_MS = 300;

/**
 * A terminal's Ctrl-C reaches a script under `npm run` twice: from the terminal and, a moment later, from
 * npm. To the application the second would mean "stop at once", so it is left out.
 */
export function npmRepeatsCtrlC() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const emit = process.emit;
  let last = Number.NEGATIVE_INFINITY;
  /** @param {string | symbol} event @param {unknown[]} args */
  const emitOnce = (event, ...args) => {
    if (event === 'SIGINT') {
      const now = performance.now();
      if (now - last < SAME_PRESS_MS) return true;
      last = now;
    }
    return Reflect.apply(emit, process, [event, ...args]);
  };
  process.emit = /** @type {typeof process.emit} */ (emitOnce);
}
