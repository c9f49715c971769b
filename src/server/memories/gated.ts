import { createGate } from "../gate.ts";
import type { Limits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import type { Memories } from "./memories.ts";

/** So many calls are under way at once; their pictures are decoded side by side. */
const together = 8;

/** The same memories, of which only so much is asked at once; the rest waits, and what is too much is refused. */
export function gated(memories: Memories, limits: Limits, metrics: Metrics): Memories {
  const { waiting, patienceMs, longWork, waitingLongWork } = limits;
  const calls = createGate({ inside: together, waiting, patienceMs });
  const long = createGate({ inside: longWork, waiting: waitingLongWork, patienceMs: 10 * patienceMs });
  metrics.watch("call", calls);
  metrics.watch("long work", long);
  return {
    list: () => calls.pass(() => memories.list()),
    describe: (...given) => calls.pass(() => memories.describe(...given)),
    create: (...given) => long.pass(() => memories.create(...given)),
    items: (...given) => calls.pass(() => memories.items(...given)),
    add: (...given) => calls.pass(() => memories.add(...given)),
    forget: (...given) => calls.pass(() => memories.forget(...given)),
    recall: async (...given) => {
      const began = performance.now();
      const found = await calls.pass(() => memories.recall(...given));
      metrics.recalled(found.outcome, (performance.now() - began) / 1000);
      return found;
    },
    picture: (...given) => calls.pass(() => memories.picture(...given)),
    check: (...given) => long.pass(() => memories.check(...given)),
    calibrate: (...given) => long.pass(() => memories.calibrate(...given)),
    remove: (...given) => calls.pass(() => memories.remove(...given)),
    close: () => memories.close(),
  };
}
