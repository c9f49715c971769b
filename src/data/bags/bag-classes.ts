import type { Classes } from "./bag-set.ts";

/** Pairs of labels of which it is known which one is positive. */
const known: readonly Classes[] = [
  ["0", "1"],
  ["-1", "1"],
  ["false", "true"],
  ["no", "yes"],
  ["neg", "pos"],
  ["negative", "positive"],
];

/** A label, and what it was read from, for messages. */
export interface ReadLabel {
  readonly text: string;
  readonly where: string;
}

/**
 * Which of the two labels is the positive one: `positive` where it is given; else 1 rather than 0 or −1, true, yes,
 * pos or positive. A single label is paired with the other one that is known.
 * @throws Error naming where a third label stands, and where it isn't clear which label is positive.
 */
export function classesOf(
  labels: readonly ReadLabel[],
  { name, positive }: { name: string; positive?: string },
): Classes {
  const found = [...new Set(labels.map(({ text }) => text))];
  if (found.length > 2) {
    const third = labels.find(({ text }) => text === found[2]);
    throw new Error(
      `${name}: ${third?.where} has the label ${quote(found[2])}, after ${quote(found[0])} and ${quote(found[1])}; there may be two labels`,
    );
  }
  if (positive !== undefined) return namedClasses(found, { name, positive });
  const pair = known.find((classes) =>
    found.every((label) => classes.includes(label.toLowerCase()) || isSameNumber(label, classes)),
  );
  if (!pair) {
    throw new Error(
      `${name}: the labels are ${found.map(quote).join(" and ")}; say which is the positive one (--positive ${found[0]})`,
    );
  }
  return [spelled(found, pair[0]), spelled(found, pair[1])];
}

/** Whether a label is that of the positive class. */
export function isPositive(text: string, [, positive]: Classes): boolean {
  return text === positive;
}

function namedClasses(
  found: readonly string[],
  { name, positive }: { name: string; positive: string },
): Classes {
  if (!found.includes(positive)) {
    throw new Error(
      `${name}: no bag has the label ${quote(positive)}, which is to be the positive one; the labels are ${found.map(quote).join(" and ")}`,
    );
  }
  return [found.find((label) => label !== positive) ?? `not ${positive}`, positive];
}

/** As the file spells it: "1.0" for "1", "Yes" for "yes". */
function spelled(found: readonly string[], label: string): string {
  return found.find((text) => text.toLowerCase() === label || isSameNumber(text, [label, label])) ?? label;
}

function isSameNumber(text: string, classes: Classes): boolean {
  return text !== "" && classes.some((label) => /^-?\d/.test(label) && Number(text) === Number(label));
}

function quote(text: string | undefined): string {
  return JSON.stringify(text);
}
