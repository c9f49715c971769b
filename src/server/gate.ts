import { Refusal } from "./refusal.ts";

/** Lets so many in at once, so many wait, and refuses the others. */
export interface Gate {
  /** Waits for its turn, then does it. Refuses (503, when to come again) where too many wait, or it takes too long. */
  pass<T>(use: () => Promise<T>): Promise<T>;
  readonly inside: number;
  readonly waiting: number;
}

export interface GateOptions {
  readonly inside: number;
  readonly waiting: number;
  /** How long anyone waits. */
  readonly patienceMs: number;
}

export function createGate(limits: GateOptions): Gate {
  let inside = 0;
  const queue: (() => void)[] = [];
  const turn = (): Promise<void> => {
    if (inside < limits.inside) {
      inside++;
      return Promise.resolve();
    }
    if (queue.length >= limits.waiting) throw busy();
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(enter), 1);
        reject(busy());
      }, limits.patienceMs);
      queue.push(enter);
    });
  };
  return {
    pass: async (use) => {
      await turn();
      try {
        return await use();
      } finally {
        // Whoever waits longest takes the place over.
        const next = queue.shift();
        if (next) next();
        else inside--;
      }
    },
    get inside() {
      return inside;
    },
    get waiting() {
      return queue.length;
    },
  };
}

function busy(): Refusal {
  return new Refusal(503, "the server has too much to do; ask again in a moment", 1);
}
