import { createGate } from "../gate.ts";
import type { Limits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import { Refusal } from "../refusal.ts";
import type { Memories } from "./memories.ts";

/** So many calls are under way at once; their pictures are decoded side by side. */
const together = 8;

/** The same memories, of which only so much is asked at once; the rest waits, and what is too much is refused. */
export function gated(memories: Memories, limits: Limits, metrics: Metrics): Memories {
  const { waiting, patienceMs, longWork, waitingLongWork, answerMs } = limits;
  const calls = createGate({ inside: together, waiting, patienceMs });
  const long = createGate({ inside: longWork, waiting: waitingLongWork, patienceMs: 10 * patienceMs });
  const soon = <T>(ask: () => Promise<T>): Promise<T> => calls.pass(() => within(answerMs, ask()));
  metrics.watch("call", calls);
  metrics.watch("long work", long);
  return {
    list: () => soon(() => memories.list()),
    describe: (...given) => soon(() => memories.describe(...given)),
    create: (...given) => long.pass(() => memories.create(...given)),
    items: (...given) => soon(() => memories.items(...given)),
    add: (...given) => soon(() => memories.add(...given)),
    forget: (...given) => soon(() => memories.forget(...given)),
    recall: async (...given) => {
      const began = performance.now();
      const found = await soon(() => memories.recall(...given));
      metrics.recalled(found.outcome, (performance.now() - began) / 1000);
      return found;
    },
    picture: (...given) => soon(() => memories.picture(...given)),
    check: (...given) => long.pass(() => memories.check(...given)),
    calibrate: (...given) => long.pass(() => memories.calibrate(...given)),
    remove: (...given) => soon(() => memories.remove(...given)),
    close: () => memories.close(),
  };
}

/** Gives up an answer that takes too long. */
async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal(504, "that took too long")), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
