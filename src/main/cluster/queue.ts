/** Runs each action when those before have ended, well or not; settles as the action does. */
export function createQueue(): <T>(action: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (action) => {
    const result = last.then(action, action);
    last = result.catch(() => {});
    return result;
  };
}
