import { type Staleness, staleness } from "../../kernel/index.ts";
import type { Check } from "../check.ts";
import type { Memory } from "../memory.ts";

/** What of a check a kernel is meant to change. */
export interface KernelSide {
  /** Mean recall@1 over all damages. */
  recall: number;
  /** The median margin, Δ. */
  margin: number;
  /** R, half the smallest distance: R_Φ with the kernel. */
  radius: number;
  /** How many groups of items can be mixed up. */
  groups: number;
}

/** A memory without its learned kernel, and with it. */
export interface KernelEffect {
  before: KernelSide;
  after: KernelSide;
  /** Whether the kernel still fits the items that there are now. */
  staleness: Staleness;
}

/** What a memory's kernel changes, of the checks without it and with it. */
export function kernelEffect(
  { kernel, patterns }: Memory,
  before: Check,
  after: Check,
): KernelEffect | undefined {
  if (!kernel || patterns.rows < 2) return undefined;
  return { before: sideOf(before), after: sideOf(after), staleness: staleness(kernel, patterns) };
}

function sideOf({ recall, marginQuantiles, radius, confusable }: Check): KernelSide {
  const { groups } = confusable;
  return { recall: recall.mean, margin: marginQuantiles.median, radius, groups: groups.length };
}
