/** Lines with bands of confidence, in panels side by side that share their axes. Plain data. */
export interface BandChart {
  readonly title: string;
  /** What is to be seen, in words. */
  readonly description: string;
  /** What stands along the axes. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** The ends of the vertical axis; by the values where left out. */
  readonly yDomain?: readonly [number, number];
  /** How both axes are divided. Default: "linear"; "logarithmic" needs numbers > 0. */
  readonly scale?: "linear" | "logarithmic";
  readonly panels: readonly BandPanel[];
}

export interface BandPanel {
  readonly title: string;
  readonly lines: readonly BandLine[];
}

export interface BandLine {
  /** Lines of one name look alike in every panel. */
  readonly name: string;
  /** "baseline": drawn in grey and dashed, to compare with. Default: "line". */
  readonly kind?: "line" | "baseline";
  /** Lines of one family share a colour, and are told apart by their dashes. Default: a family of its own. */
  readonly family?: string;
  /** In the order of x. */
  readonly points: readonly BandPoint[];
}

/** A value with its confidence interval. */
export interface BandPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}
