/** Where answers go. */
export interface Taking<Output> {
  take(output: Output): void;
  fail(error: unknown): void;
}

/**
 * Asks one question at a time. While one is under way, only the newest of those that come meanwhile waits, so that who
 * drags something sees answers on the way, and the last one for certain.
 */
export function newest<Output>({ take, fail }: Taking<Output>): (ask: () => Promise<Output>) => void {
  let waiting: (() => Promise<Output>) | undefined;
  let busy = false;
  const start = async (ask: () => Promise<Output>): Promise<void> => {
    busy = true;
    try {
      take(await ask());
    } catch (error) {
      fail(error);
    }
    busy = false;
    const next = waiting;
    waiting = undefined;
    if (next) start(next);
  };
  return (ask) => {
    if (busy) waiting = ask;
    else start(ask);
  };
}
