import type { Backend } from "../backend.ts";
import { reference } from "../reference.ts";
import { arenaOf } from "./arena.ts";
import { pairs } from "./pairs.ts";
import { weightedSums } from "./weighted-sums.ts";

/**
 * The backend of WebAssembly with 128-bit vectors; its kernels are compiled when first used. Sums are float32 and
 * kept short: a score differs from the exact one by at most (70 + d/256) 2⁻²⁴ Σᵢ |term i|, a weighted sum by
 * 34 · 2⁻²⁴ Σ_n |p_n V_n|, as long as those Σ are within float32's range. What a row gives doesn't depend on the other
 * rows of its batch.
 */
export const wasm: Backend = {
  name: "wasm",
  dotProducts: (out, queries, patterns) => pairs("dotProducts", out, queries, patterns),
  squaredDistances: (out, queries, patterns) => pairs("squaredDistances", out, queries, patterns),
  absoluteDistances: (out, queries, patterns) => pairs("absoluteDistances", out, queries, patterns),
  weightedSums,
};

/** `wasm` where it runs, else the reference (WebAssembly missing, without vectors, or forbidden by the page). */
export function bestBackend(): Backend {
  try {
    arenaOf(0);
    return wasm;
  } catch {
    return reference;
  }
}
