import type { ClassFolder } from "../data/index.node.ts";
import { type ClassesMethod, classesVerdict } from "../report/index.ts";
import type { HeldPicture, VisionLearning, VisionResult, VisionSettings } from "../zoo/index.ts";
import { three } from "./bags-text.ts";
import { table } from "./output.ts";

/** Everything that `classify train` found out. */
export interface TrainedClasses {
  /** As it was typed. */
  readonly path: string;
  readonly set: ClassFolder;
  readonly folds: number;
  readonly seed: number;
  readonly settings: VisionSettings;
  readonly learning: VisionLearning;
  readonly result: VisionResult;
  readonly model?: string;
  readonly report?: string;
}

/** How many mistakes are named. */
const mostNamed = 5;

/** Classes in a table of confusions at most: more don't fit a terminal. */
const mostColumns = 12;

/** The net and what it is compared with. */
export function methodsOf({ accuracy, nearest, largest }: VisionResult): [ClassesMethod, ...ClassesMethod[]] {
  return [
    { name: "the net", accuracy },
    { name: "the nearest picture", ...nearest },
    { name: "the largest class", ...largest },
  ];
}

/** Those taken for another class, the plainest first. */
export function mistakesOf({ pictures }: VisionResult): HeldPicture[] {
  return pictures
    .filter(({ label, taken }) => label !== taken)
    .sort((a, b) => b.shares[b.taken] - b.shares[b.label] - (a.shares[a.taken] - a.shares[a.label]));
}

/** The result in words. */
export function trainText(trained: TrainedClasses): string {
  const { path, set, folds, result, model, report } = trained;
  const counts = set.classes.map(
    (name, i) => `${set.labels.filter((label) => label === i).length} “${name}”`,
  );
  const methods = methodsOf(result);
  const verdict = classesVerdict({ methods });
  const rows = methods.map(({ name, accuracy: { accuracy, low, high }, below }) => [
    ...[name, three(accuracy), `${three(low)} to ${three(high)}`],
    below ? `${three(below.difference)} (${three(below.low)} to ${three(below.high)})` : "–",
  ]);
  return [
    `${path}: ${set.labels.length} pictures: ${counts.join(", ")}`,
    `${verdict.text}, over ${folds} folds.`,
    ...(verdict.note === "" ? [] : [verdict.note]),
    "",
    table([["told by", "accuracy", "95 %", "the net is better by"], ...rows]),
    "",
    ...confusionText(trained),
    ...mistakesText(trained),
    ...(report ? [`Every mistake, and what it is most like: open ${report}`] : []),
    ...(model
      ? [
          `Model, learned from all pictures: ${model}`,
          `Ask it: madeleine classify predict PICTURE --model ${model}`,
        ]
      : []),
  ].join("\n");
}

function confusionText({ set: { classes }, result: { confusion } }: TrainedClasses): string[] {
  if (classes.length > mostColumns) return [];
  const rows = classes.map((name, is) => [name, ...confusion[is].map(String)]);
  return [table([["is ↓ taken for →", ...classes], ...rows]), ""];
}

function mistakesText({ set, result }: TrainedClasses): string[] {
  const wrong = mistakesOf(result);
  if (wrong.length === 0) return ["No picture was taken for another class."];
  const worst = wrong
    .slice(0, mostNamed)
    .map(
      ({ row, taken, shares }) => `${set.names[row]} for “${set.classes[taken]}” (${three(shares[taken])})`,
    );
  const more = wrong.length - worst.length;
  return [
    `${wrong.length} of ${set.labels.length} pictures were taken for another class, the plainest first: ${worst.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  ];
}

/** The result as a document. */
export function trainJson(trained: TrainedClasses): object {
  const { path, set, folds, seed, settings, learning, result, model, report } = trained;
  return {
    folder: path,
    classes: set.classes,
    ...{ folds, seed, settings, learning },
    methods: methodsOf(result).map(({ name, accuracy, below }) => ({
      ...{ name, ...accuracy },
      ...(below && { netIsBetterBy: below }),
    })),
    confusion: result.confusion,
    pictures: result.pictures.map(({ row, label, taken, shares, alike }) => ({
      ...{ picture: set.names[row], label: set.classes[label], class: set.classes[taken] },
      shares: Object.fromEntries(set.classes.map((name, i) => [name, shares[i]])),
      alike: alike.map(({ row, similarity }) => ({
        ...{ picture: set.names[row], class: set.classes[set.labels[row]], similarity },
      })),
    })),
    model: model ?? null,
    report: report ?? null,
  };
}
