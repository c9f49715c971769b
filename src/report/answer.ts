import { type Html, html } from "./html.ts";
import { countText } from "./number-text.ts";
import type { RecallReport } from "./recall-report.ts";

/** A sentence: words of ours, and names from outside. */
type Sentence = readonly (string | { readonly name: string })[];

/** A part of a blend weighs at least this. */
const leastPart = 0.01;

/** Of a blend's parts, so many are named. */
const mostNamed = 4;

/** Whether the report may say that the cue is its best item: only where somebody measured how often that is wrong. */
export function isClaimed({ outcome, certainty, association }: RecallReport): boolean {
  return outcome === "recalled" && (certainty !== undefined || association === true);
}

/** What came back, in one sentence. */
export function answerText(report: RecallReport): string {
  return sentenceOf(report)
    .map((part) => (typeof part === "string" ? part : part.name))
    .join("");
}

/** The same as markup, the names set apart. */
export function answerView(report: RecallReport): Html {
  const parts = sentenceOf(report).map((part) =>
    typeof part === "string" ? part : html`<bdi class="name">${part.name}</bdi>`,
  );
  return html`${parts}`;
}

function sentenceOf(report: RecallReport): Sentence {
  const { cueName, outcome, items, certainty, association } = report;
  const cue = { name: cueName };
  if (outcome === "blend") return blendSentence(report);
  if (association && outcome === "unknown") return ["“", cue, "” is no caption of this memory."];
  if (items.length === 0) return outcome === "unknown" ? ["Not in this memory."] : [cue, " was recalled."];
  const best = { name: items[0].name };
  if (association) return ["“", cue, "” is a caption of ", best, "."];
  if (outcome === "recalled") {
    return isClaimed(report) ? [cue, " is ", best, "."] : ["The closest to ", cue, " is ", best, "."];
  }
  return certainty
    ? ["Not in this memory: the closest is ", best, ", but strangers look as close."]
    : ["Not in this memory: the closest is ", best, ", and that is not close enough."];
}

function blendSentence({ items }: RecallReport): Sentence {
  const parts = items.filter(({ weight }) => weight >= leastPart).map(({ name }) => ({ name }));
  const unlisted = 1 - items.reduce((sum, { weight }) => sum + weight, 0) >= leastPart;
  if (parts.length === 0) return ["A blend of many pictures."];
  if (parts.length === 1 && !unlisted) return ["A blend, mostly of ", parts[0], "."];
  const number = unlisted ? `at least ${countText(parts.length + 1)}` : countText(parts.length);
  const named = parts.slice(0, mostNamed);
  const left = parts.length - named.length;
  const others = unlisted ? ["others"] : left > 0 ? [`${countText(left)} more`] : [];
  return [`A blend of ${number} pictures: `, ...listed([...named, ...others]), "."];
}

/** a, b and c. */
function listed(parts: Sentence): Sentence {
  return parts.flatMap((part, i) => [i === 0 ? "" : i === parts.length - 1 ? " and " : ", ", part]);
}
