import type { BandChart } from "./band-chart.ts";

/** What a page shows of one experiment: what was published beside what came out here. Plain data. */
export interface ExperimentReport {
  /** As on the command line: "capacity". */
  readonly name: string;
  readonly title: string;
  /** Where it was published: "Hu et al. 2024, Nonparametric modern Hopfield models, figure 1". */
  readonly paper: string;
  readonly question: string;
  /** The preset's name and what it is, in a sentence. */
  readonly preset: string;
  readonly about: string;
  readonly seed: number;
  readonly cellCount: number;
  /** What to type to get these numbers again. */
  readonly command: string;
  readonly claims: readonly Claim[];
  readonly numbers: readonly ComparedNumber[];
  readonly charts: readonly BandChart[];
  /** How it was run, part by part: what the paper says, what it leaves open, what was done. */
  readonly settings: readonly Setting[];
}

/** Something that is said of the world, and what came of it. */
export interface Claim {
  readonly statement: string;
  /** "paper": published; its failing is a finding. "here": promised by the experiment; its failing is an error. */
  readonly by: "paper" | "here";
  readonly verdict: Verdict;
  /** Why, with the numbers that decide it. */
  readonly reason: string;
}

export type Verdict = "holds" | "fails" | "untested";

/** A published number beside ours. */
export interface ComparedNumber {
  readonly name: string;
  /** null where the paper prints none: where it only draws, or doesn't look. */
  readonly published: number | null;
  readonly ours: number;
  /** Half the width of the 95 % confidence interval of ours; null where there is none. */
  readonly spread: number | null;
}

export interface Setting {
  readonly name: string;
  readonly text: string;
}
