import type { Claim } from "../report/index.node.ts";
import {
  type AttentionCurve,
  curveNamed,
  growthOf,
  type Quantity,
  shortText,
  valueAt,
} from "./attention-curves.ts";
import { fixedReach } from "./attention-task.ts";

const fixedWindow = `window ${fixedReach}`;

/** What growth is promised: exponents of the length from a to b. */
const promises: readonly { readonly model: string; readonly least: number; readonly most: number }[] = [
  { model: "dense", least: 1.9, most: Number.POSITIVE_INFINITY },
  { model: "linear", least: 0, most: 1.15 },
  { model: "random features", least: 0, most: 1.15 },
  { model: fixedWindow, least: 0, most: 1.15 },
  { model: "window √L", least: 1.4, most: 1.6 },
];

/** Lengths from which on durations grow as they will. */
export const asymptotic = 5000;

/** The experiment's own promises: of multiplications always, of durations where sequences are long. */
export function growthGates(curves: readonly AttentionCurve[]): Claim[] {
  return (["multiplications", "milliseconds"] as const).flatMap((quantity) =>
    promises.flatMap((promise): Claim[] => {
      const curve = curveNamed(curves, promise.model, 1);
      if (quantity === "milliseconds" && curve.points[0].length < asymptotic) return [];
      return [growthGate(curve, quantity, promise)];
    }),
  );
}

function growthGate(
  curve: AttentionCurve,
  quantity: Quantity,
  { model, least, most }: (typeof promises)[number],
): Claim {
  const exponent = growthOf(curve, quantity) ?? Number.NaN;
  const range = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  const lengths = curve.points.map(({ length }) => length);
  return {
    statement: `The ${quantity} of ${model} grow with the length to the power of ${range}.`,
    by: "here",
    verdict: exponent >= least && exponent <= most ? "holds" : "fails",
    reason: `The exponent is ${exponent.toFixed(3)}, fitted from ${lengths[0]} to ${lengths[lengths.length - 1]} vectors.`,
  };
}

/** Of appendix E.5, at the longest sequence of the figure's batches. */
export function publishedClaims(curves: readonly AttentionCurve[]): Claim[] {
  const batch = Math.max(...curves.map((curve) => curve.batch));
  const at = (model: string, quantity: Quantity, place: "last" | "first" = "last"): number => {
    const { points } = curveNamed(curves, model, batch);
    return valueAt(points[place === "last" ? points.length - 1 : 0], quantity) ?? Number.NaN;
  };
  const counts = (...models: string[]): string => listed(models, (model) => at(model, "multiplications"));
  const times = (...models: string[]): string =>
    `${listed(models, (model) => at(model, "milliseconds"))} (milliseconds)`;
  const windowCount = at(fixedWindow, "multiplications");
  const linearCounts = ["linear", "random features"].map((model) => at(model, "multiplications"));
  const fasterThan = (one: string, other: string): boolean =>
    at(one, "milliseconds") < at(other, "milliseconds");
  return [
    claim("Dense and sparse take as many operations.", {
      holds: at("dense", "multiplications") === at("sparse", "multiplications"),
      reason: `${counts("dense", "sparse")} multiplications: whatever sparsemax leaves out, it scores first.`,
    }),
    claim("Linear and random features take as many operations.", {
      holds: linearCounts[0] === linearCounts[1],
      reason: `${counts("linear", "random features")} multiplications. There are ⌊d ln d⌋ random features, each a product with a direction, and d linear ones, which take none.`,
    }),
    claim(
      "The operations of a window fall in between: fewer than dense, more than linear and random features.",
      {
        holds: windowCount < at("dense", "multiplications") && windowCount > Math.max(...linearCounts),
        reason: `${counts("dense", fixedWindow, "window √L", "linear", "random features")}. How long the sequences are decides where √L stands.`,
      },
    ),
    claim("Sparse takes a little less time than dense.", {
      holds: fasterThan("sparse", "dense"),
      reason: `${times("sparse", "dense")}. This is a matter of how sparsemax is computed, as its count is the same.`,
    }),
    claim("A window takes far less time than sparse.", {
      holds: at(fixedWindow, "milliseconds") < at("sparse", "milliseconds") / 2,
      reason: `Far less is: less than half. ${times(fixedWindow, "window √L", "sparse")}.`,
    }),
    claim("The times of linear and of random features approach each other as memory grows.", {
      holds: ratio(at, "last") < ratio(at, "first"),
      reason: `Random features take ${shortText(ratio(at, "first"))} times as long as linear on the shortest sequences, ${shortText(ratio(at, "last"))} times on the longest; of the multiplications ${shortText(linearCounts[1] / linearCounts[0])} times on any.`,
    }),
    claim("Sparse, dense and top-K take more time than window, linear and random features.", {
      holds: ["dense", "sparse", "top 20 %"].every((one) =>
        [fixedWindow, "window √L", "linear", "random features"].every((other) => fasterThan(other, one)),
      ),
      reason: `${times("dense", "sparse", "top 20 %", fixedWindow, "window √L", "linear", "random features")}.`,
    }),
    torchClaim(curves, batch),
  ];
}

/** Not published as a claim of its own: what standard PyTorch functions, which the paper uses, take here. */
function torchClaim(curves: readonly AttentionCurve[], batch: number): Claim {
  const peer = curves
    .find((curve) => curve.model === "torch softmax" && curve.batch === batch)
    ?.points.at(-1);
  const light = curves
    .find((curve) => curve.model === "torch linear" && curve.batch === batch)
    ?.points.at(-1);
  const statement = "In PyTorch, linear attention takes less time than softmax attention.";
  if (!peer || !light) {
    return { statement, by: "paper", verdict: "untested", reason: "PyTorch was not asked, or isn’t there." };
  }
  const [softmax, linear] = [peer.durations.median, light.durations.median];
  return claim(statement, {
    holds: linear < softmax,
    reason: `${shortText(linear)} and ${shortText(softmax)} milliseconds for a batch of ${batch} sequences of ${peer.length}.`,
  });
}

function ratio(
  at: (model: string, quantity: Quantity, place: "last" | "first") => number,
  place: "last" | "first",
): number {
  return at("random features", "milliseconds", place) / at("linear", "milliseconds", place);
}

function claim(statement: string, { holds, reason }: { holds: boolean; reason: string }): Claim {
  return { statement, by: "paper", verdict: holds ? "holds" : "fails", reason };
}

function listed(models: readonly string[], of: (model: string) => number): string {
  return models.map((model) => `${model} ${shortText(of(model))}`).join(", ");
}
