import {
  type Check,
  checkDocument,
  type KernelEffect,
  type KernelSide,
  type NamedCheck,
  verdictOf,
} from "../bank/index.ts";
import { table } from "./output.ts";
import { percent } from "./recall-text.ts";

/** A check and what its items are called. */
export interface Checked extends NamedCheck {
  /** What was checked, as it was typed. */
  from: string;
  /** An item's name in its memory. */
  nameOf(item: number): string;
  /** An item's file as a path, where it has one. */
  pathOf(item: number): string;
}

/** Whether mean recall reaches what was asked for. */
export interface Gate {
  minRecall: number;
  recall: number;
  passed: boolean;
}

/** The gate of `--min-recall`; undefined where none was set. */
export function gateOf({ check }: Checked, minRecall: number | undefined): Gate | undefined {
  const recall = check.recall.mean;
  return minRecall === undefined ? undefined : { minRecall, recall, passed: recall >= minRecall };
}

/** So many groups, and items of each, are named in words. */
const namedGroups = 8;
const namedItems = 4;

/** A check, in words. */
export function checkText(checked: Checked, gate: Gate | undefined): string {
  const { from, noun, check, note } = checked;
  const { advice } = check;
  const lines = [
    `${from}: ${countOf(check.patternCount, noun)} of ${countOf(check.dimension, "number")}`,
    verdictOf(check).text,
    ...(note ? [note] : []),
    ...(checked.kernel ? kernelLines(checked.kernel) : []),
    "",
    recallTable(check),
    "",
    ...marginLines(checked),
    ...groupLines(checked),
    "",
    `Advice: ${advice.similarity}; ${advice.separation}; β = ${advice.beta}`,
    ...advice.reasons.map((reason) => `  ${reason}`),
    ...advice.warnings.map((warning) => `  Warning: ${warning}`),
  ];
  if (gate) {
    const [is, wanted] = [percent(gate.recall), percent(gate.minRecall)];
    lines.push("", `Mean recall ${is} ${gate.passed ? "reaches" : "is below"} the ${wanted} asked for.`);
  }
  return lines.join("\n");
}

/** A check, as `--json` has it: items by path. */
export function jsonOfCheck(checked: Checked, gate: Gate | undefined): object {
  return { checked: checked.from, ...(gate && { gate }), ...checkDocument(checked, checked.pathOf) };
}

/** What a learned kernel changes, and whether it still fits. */
function kernelLines({ before, after, staleness }: KernelEffect): string[] {
  const change = (name: string, of: (side: KernelSide) => string): string =>
    `${name} ${of(before)} → ${of(after)}`;
  const changes = [
    change("mean recall", ({ recall }) => percent(recall)),
    change("median margin", ({ margin }) => digits(margin)),
    change("radius", ({ radius }) => digits(radius)),
    change("groups that get mixed up", ({ groups }) => count(groups)),
  ];
  const { loss, learnedLoss, stale } = staleness;
  const fit = stale
    ? `it is stale: items have come or gone, and the separation loss is ${digits(loss)} now, ${digits(learnedLoss)} when it was learned; remember them again with --separate`
    : `it fits: separation loss ${digits(loss)}`;
  return [`Learned kernel: ${changes.join(", ")}; ${fit}`];
}

function recallTable({ recall }: Check): string {
  const calibrated = recall.levels.some(({ recognised }) => recognised !== null);
  const head = ["lost", "right", ...(calibrated ? ["and sure"] : []), "in one step", "nearest neighbour"];
  const rows = recall.levels.map(({ lost, recallAtOne, recognised, landed, nearest }) => [
    percent(lost),
    percent(recallAtOne),
    ...(calibrated ? [recognised === null ? "" : percent(recognised)] : []),
    percent(landed),
    percent(nearest),
  ]);
  return `${table([head, ...rows])}\nmean recall ${percent(recall.mean)}, ${countOf(recall.items, "item")} tried at each`;
}

function marginLines({ check, noun }: Checked): string[] {
  const { rows, patternCount, marginQuantiles, radius, largestNorm, exactRetrieval, blank } = check;
  const { least, q05, median } = marginQuantiles;
  const sampled =
    rows.length < patternCount ? ` (of ${count(rows.length)} drawn by chance, against all others)` : "";
  const [sparse, entmax] = exactRetrieval;
  const beta = `β = ${check.advice.beta}`;
  return [
    `Margins: least ${digits(least)}, 5 % below ${digits(q05)}, half below ${digits(median)}${sampled}; radius ${digits(radius)}, largest norm ${digits(largestNorm)}`,
    ...separationLines(check, beta),
    `Returned exactly, asked with themselves: ${count(sparse.items)} by sparsemax (margin ${digits(sparse.threshold)}), ${count(entmax.items)} by 1.5-entmax (${digits(entmax.threshold)})`,
    ...(blank.length > 0 ? [`${countOf(blank.length, noun)} of zeros alone, alike to nothing`] : []),
  ];
}

function separationLines({ wellSeparation, capacity, rows }: Check, beta: string): string[] {
  const lines: string[] = [];
  if (wellSeparation) {
    const passing = rows.length - wellSeparation.violating.length;
    lines.push(
      `Well separated at ${beta}: ${count(passing)} of ${count(rows.length)} (margin ${digits(wellSeparation.threshold)}, radius ${digits(wellSeparation.radius)})`,
    );
  }
  if (capacity) {
    const promise =
      capacity.exponential && capacity.log10M > 0
        ? `10^${digits(capacity.log10M)} random patterns of this size and norm, exponential in their size`
        : "nothing for patterns of this size and norm";
    lines.push(`Capacity that theory promises: ${promise} (C = ${digits(capacity.C)})`);
  }
  return lines;
}

function groupLines({ check, nameOf, noun }: Checked): string[] {
  const { groups, threshold } = check.confusable;
  if (groups.length === 0)
    return [`No two ${noun}s are so near (margin ${digits(threshold)}) that they get mixed up.`];
  const items = groups.reduce((sum, group) => sum + group.items.length, 0);
  const lines = groups.slice(0, namedGroups).map(({ items: members, identical, margin }) => {
    const names = members.slice(0, namedItems).map(nameOf);
    if (members.length > namedItems) names.push(`and ${members.length - namedItems} more`);
    return `  ${names.join(", ")} (${identical ? "identical" : `margin ${digits(margin)}`})`;
  });
  if (groups.length > namedGroups)
    lines.push(`  and ${groups.length - namedGroups} more groups (--json has all)`);
  return [
    `Confusable, nearer than a margin of ${digits(threshold)}: ${countOf(items, noun)} in ${countOf(groups.length, "group")}`,
    ...lines,
  ];
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function countOf(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** Three digits. */
function digits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "∞";
}
