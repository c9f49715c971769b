import type { Apart } from "./apart.ts";
import type { Compared, CueMargin } from "./compared.ts";
import type { ConfusableGroup } from "./groups.ts";
import { cueBeta, denseBeta, quantilesOf, sparseBeta } from "./margins.ts";
import type { RecallLevel } from "./recall-curve.ts";

/** What to recall this memory with, and why. */
export interface Advice {
  /** The name of the similarity, with "centred" before it where the mean is to be taken off first. */
  similarity: string;
  separation: "sparsemax" | "softmax";
  beta: number;
  /** Why, in sentences. */
  reasons: string[];
  /** What stands in the way of recall, in sentences. */
  warnings: string[];
}

/** Where fewer of the items than this can be returned exactly, softmax is as good. */
const sparseFrom = 0.9;

/** The separation and β for margins, with their reasons. */
export function adviceFor(
  { margins, rivals, blank, geometry }: Apart,
  cueMargins: readonly CueMargin[],
): Pick<Advice, "separation" | "beta" | "reasons"> {
  const kept = Array.from(margins).filter((margin, i) => margin > 0 && !blank.has(rivals.rows[i]));
  const forItems = sparseBeta(kept, geometry.largestNorm ** 2);
  // Cues of items that get mixed up anyway would ask for any β.
  const close = new Set(rivals.rows.filter((_, i) => margins[i] < 1 / forItems));
  const clear = cueMargins.filter(({ item }) => !close.has(item));
  const forCues = cueBeta(clear.map(({ margin }) => margin));
  const beta = Math.max(forItems, forCues);
  const dense = denseBeta(kept, geometry.patternCount);
  const exact = kept.filter((margin) => margin >= 1 / beta).length;
  const median = digits(quantilesOf(kept).median);
  if (dense !== null && exact < sparseFrom * kept.length) {
    const few = `softmax: sparsemax would return only ${exact} of ${kept.length} items exactly at β = ${beta}, so many lie close together.`;
    const why = `β = ${dense}: enough for 99 % of the weight on an item of the median margin, ${median}.`;
    return { separation: "softmax", beta: dense, reasons: [few, why] };
  }
  const why =
    forCues > forItems
      ? `β = ${beta}: so that nine of ten cues with half lost, of those most alike to their own item, arrive there in one step.`
      : Number.isFinite(quantilesOf(kept).median)
        ? `β = ${beta}: 20 over the median margin ${median}, so that only what is 20 times nearer than usual gets mixed.`
        : `β = ${beta}: there is nothing to tell apart, so any β does.`;
  const reasons = [exactText(exact, margins.length, beta), why, ...softmaxText(dense)];
  return { separation: "sparsemax", beta, reasons };
}

/** What softmax would need instead, in a sentence, where it can do it at all. */
export function softmaxText(dense: number | null): string[] {
  if (dense === null) return [];
  return [`softmax would need β = ${dense} to give an item of the median margin 99 % of its weight.`];
}

/** Why sparsemax, in a sentence. */
export function exactText(exact: number, count: number, beta: number): string {
  return `sparsemax: at β = ${beta} it returns ${countText(exact)} of ${countText(count)} items exactly, asked with themselves: those with a margin of at least 1/β = ${digits(1 / beta)}.`;
}

/** Why this similarity, in a sentence. */
export function similarityText(best: Compared, compared: readonly Compared[]): string {
  const others = compared.filter(({ name }) => name !== best.name);
  const rates = others.map(({ name, meanRecall }) => `${name} ${percent(meanRecall)}`).join(", ");
  return `${best.name}: the most alike item is the right one for ${percent(best.meanRecall)} of damaged cues (${rates}).`;
}

/** What came of trying it, in a sentence. */
export function triedText(levels: readonly RecallLevel[]): string {
  const half = levels.find(({ lost }) => lost === 0.5) ?? levels[0];
  return `Tried: of cues with ${percent(half.lost)} lost, ${percent(half.landed)} arrive in one step, and ${percent(half.recallAtOne)} end at the right item.`;
}

/** Dot products that fail where directions don't. */
export function scaleWarnings(compared: readonly Compared[], best: Compared, norms: Norms): string[] {
  const dot = compared.find(({ name }) => name === "dot");
  const warnings: string[] = [];
  if (dot && best.name !== "dot") {
    const whole = 1 - dot.levels[0].recallAtOne;
    const undamaged = whole > 0 ? `; even undamaged, ${percent(whole)} are more alike to another item` : "";
    warnings.push(
      `By the plain dot product only ${percent(dot.meanRecall)} of damaged cues find their item${undamaged}. ${remedyOf(best.name, compared)} Norms go from ${digits(norms.least)} to ${digits(norms.largest)}.`,
    );
  }
  return warnings;
}

export interface Norms {
  least: number;
  largest: number;
}

/** Why the dot product fails, judged by which single remedy helps more, and what to do. */
function remedyOf(best: string, compared: readonly Compared[]): string {
  const recall = (name: string): number => compared.find((way) => way.name === name)?.meanRecall ?? 0;
  const why =
    best.startsWith("centred") && recall("centred dot") > recall("cosine")
      ? "What all vectors share drowns what tells them apart"
      : "Long vectors win there";
  const remedies: Record<string, string> = {
    cosine: "divide every vector by its length (L2), or use the cosine",
    "centred dot": "take the mean off every vector and cue",
    "centred cosine": "take the mean off every vector and cue, then use the cosine",
  };
  return `${why}: ${remedies[best] ?? "compare by distance"}.`;
}

/** Identical items and blank ones. */
export function itemWarnings({
  groups,
  blank,
}: {
  groups: readonly ConfusableGroup[];
  blank: number;
}): string[] {
  const same = groups.filter(({ identical }) => identical).reduce((sum, { items }) => sum + items.length, 0);
  return [
    ...(same > 0
      ? [
          `${countText(same)} items are identical to others: whichever comes back counts as right, and retrieval blends them.`,
        ]
      : []),
    ...(blank > 0
      ? [`${countText(blank)} items hold nothing but zeros: they are alike to nothing and never come back.`]
      : []),
  ];
}

function countText(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Three digits. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
