import { entmax, type Separation, sparsemax, topK } from "madeleine/memory";
import type { TorchWay } from "./torch-contender.ts";

/** A separation with a finite support, as each side names it. */
export interface Rule {
  readonly name: string;
  readonly separation: Separation;
  readonly kind: { kind: "entmax"; alpha: number } | { kind: "top-k"; k: number };
  /** The step alone, by PyTorch. */
  readonly alone: readonly TorchWay[];
  /** Scores, step and readout, by PyTorch. */
  readonly whole: readonly TorchWay[];
  /** What our step alone is to reach. */
  readonly atLeast: number;
}

/** Sparsemax, entmax 1.5 and top-32. */
export const RULES: readonly Rule[] = [
  {
    name: "sparsemax",
    separation: sparsemax,
    kind: { kind: "entmax", alpha: 2 },
    ...searching("sparsemax"),
    atLeast: 2.5,
  },
  {
    name: "entmax-1.5",
    separation: entmax(1.5),
    kind: { kind: "entmax", alpha: 1.5 },
    ...searching("entmax15"),
    atLeast: 2,
  },
  {
    name: "top-32",
    separation: topK(32),
    kind: { kind: "top-k", k: 32 },
    alone: [{ name: "torch topk", operation: "topk", values: { k: 32 } }],
    whole: readouts("topk", "torch topk", 32),
    atLeast: 1.3,
  },
];

/** A threshold is found by sorting all scores, or the k largest: k starts at 32, or 128, and doubles. */
function searching(operation: string): Pick<Rule, "alone" | "whole"> {
  const starts = [32, 128];
  return {
    alone: [
      { name: "torch sort", operation: `${operation}_sort` },
      ...starts.map((k) => ({ name: `torch topk ${k}…`, operation: `${operation}_topk`, values: { k } })),
    ],
    whole: [
      { name: "torch sort, dense", operation: `${operation}_sort_dense` },
      ...starts.flatMap((k) => readouts(`${operation}_topk`, `torch topk ${k}…`, k)),
    ],
  };
}

/** The dense product with the weights, and two that look only at the patterns that have one. */
function readouts(operation: string, name: string, k: number): TorchWay[] {
  return ["dense", "bag", "csr"].map((readout) => ({
    name: `${name}, ${readout}`,
    operation: `${operation}_${readout}`,
    values: { k },
  }));
}
