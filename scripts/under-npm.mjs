const SAME_PRESS_MS = 300;
const POLL_MS = 250;

/** Whether `npm run` (or npx) started this process. */
const underNpm = process.env['npm_lifecycle_event'] !== undefined;

/**
 * A terminal's Ctrl-C reaches a script under npm twice: from the terminal and, a moment later, from npm.
 * To the application the second would mean "stop at once", so it is left out.
 */
export function hearCtrlCOnce() {
  if (!underNpm) return;
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

/**
 * Signals this process when npm or its shell is gone: what kills them does not reach their script, which
 * would work on unseen and keep the data folder in use.
 * @param {NodeJS.Signals} signal
 */
export function endWithNpm(signal) {
  if (!underNpm) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, signal);
  }, POLL_MS);
  timer.unref();
}
