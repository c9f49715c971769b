import { describeMemory } from "../../bank/index.node.ts";
import { type Calibration, isOutgrown } from "../../bank/index.ts";
import type { MemorySummary } from "./memories.ts";
import type { OpenFile } from "./open-files.ts";

/** What an open memory is. */
export function summaryOf(name: string, { memory }: OpenFile): MemorySummary {
  return {
    ...{ name, of: memory.codec ? "pictures" : "vectors", items: memory.size },
    ...{ dimension: memory.patterns.columns, codec: memory.codec?.settings.kind ?? null },
    certainty: certaintyOf(memory.calibration, memory.size),
  };
}

/** What the memory in a file is, without reading its items. */
export function summaryOfFile(name: string, path: string): MemorySummary {
  const { items, dimension, codec, calibration } = describeMemory(path);
  return {
    ...{ name, of: codec ? "pictures" : "vectors", items, dimension, codec: codec?.kind ?? null },
    certainty: certaintyOf(calibration, items),
  };
}

function certaintyOf(calibration: Calibration | undefined, size: number): MemorySummary["certainty"] {
  if (!calibration) return null;
  const { trueRecallRate, falseRecallRate, trials, items = size } = calibration;
  return { trueRecallRate, falseRecallRate, trials, items, stale: isOutgrown(calibration, size) };
}
