import type { Matrix } from "../../math/index.ts";

/** Instances that carry one label together. */
export interface Bag {
  readonly id: string;
  /** Whether it is of the positive class; undefined where nothing says so. */
  readonly label: boolean | undefined;
  /** Its instances: rows of the set's matrix. Bags may share instances. */
  readonly rows: readonly number[];
}

/** Bags over one matrix of instances: the data of multiple-instance learning (Dietterich et al. 1997). */
export interface BagSet {
  readonly bags: readonly Bag[];
  /** `[n, d]`. */
  readonly instances: Matrix;
  /** What the d numbers of an instance are called. */
  readonly features: readonly string[];
  /** What the classes are called. */
  readonly classes: Classes;
  /** What to call an instance in a report: `"row 12"`, or the path of a picture. */
  nameOf(row: number): string;
  /** How pictures were read, where instances are pictures. */
  readonly pictures?: { readonly side: number; readonly colour: "colour" | "grey" };
  /** The file of an instance that is a picture. */
  pictureOf?(row: number): string;
}

/** The names of the classes: the negative one, the positive one. */
export type Classes = readonly [negative: string, positive: string];

/**
 * The labels of all bags.
 * @throws Error for a bag without a label, and where there is only one class: nothing can be learned from that.
 */
export function bagLabels({ bags, classes }: Pick<BagSet, "bags" | "classes">, name = "bags"): boolean[] {
  const labels = bags.map(({ id, label }) => {
    if (label === undefined) {
      throw new Error(`${name}: the bag ${JSON.stringify(id)} has no label; give every bag one`);
    }
    return label;
  });
  for (const wanted of [true, false]) {
    if (labels.includes(wanted)) continue;
    throw new Error(
      `${name}: all ${labels.length} bags are of one class, ${JSON.stringify(classes[wanted ? 0 : 1])}; learning to tell two classes apart needs bags of both`,
    );
  }
  return labels;
}
