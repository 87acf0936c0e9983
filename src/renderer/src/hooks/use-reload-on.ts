import { useEffect, useRef } from 'react';

/** Asks again when a number on another topic shows that the answer has changed. */
export function useReloadOn(sign: number | string | undefined, reload: () => void): void {
  const latest = useRef(reload);
  latest.current = reload;
  const before = useRef(sign);
  useEffect(() => {
    if (before.current !== undefined && before.current !== sign) latest.current();
    before.current = sign;
  }, [sign]);
}
