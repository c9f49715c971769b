/** Lets those who ask under one name take turns, in the order in which they asked. */
export interface Turns {
  take<T>(name: string, use: () => Promise<T>): Promise<T>;
  /** Whether somebody has the turn, or waits for it. */
  taken(name: string): boolean;
  /** Resolves once all turns taken so far are over. */
  over(): Promise<void>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(name, use) {
      const turn = (last.get(name) ?? Promise.resolve()).then(use);
      const settled = turn.catch(() => undefined);
      last.set(name, settled);
      void settled.then(() => {
        if (last.get(name) === settled) last.delete(name);
      });
      return turn;
    },
    taken: (name) => last.has(name),
    over: async () => {
      await Promise.all(last.values());
    },
  };
}
