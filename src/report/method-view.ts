import { type Html, html } from "./html.ts";
import { countOf, countText } from "./number-text.ts";
import type { RecallReport } from "./recall-report.ts";

/** "How this was computed", folded up. */
export function methodView({ model, steps, termination, patternCount, memoryName }: RecallReport): Html {
  const { similarity, separation, beta, codec } = model;
  return html`<details class="method"><summary>How this was computed</summary>
<p class="formula"><var>x</var> ← sep(<var>β</var> · K(<var>x</var>, <b>Ξ</b>)) <b>Ξ</b></p>
<p>The cue becomes a row of numbers <var>x</var>, the stored pictures the rows of <b>Ξ</b>. K says how alike <var>x</var> is to each row; sep turns that into weights, which are at least 0 and sum to 1; and <var>x</var> moves to the weighted sum of the rows. That is one step. It is repeated until <var>x</var> stays where it is.</p>
<dl>
<dt>Similarity, K</dt><dd>${similarity}</dd>
<dt>Separation, sep</dt><dd>${separation}</dd>
<dt>Inverse temperature, β</dt><dd>${beta}</dd>
<dt>Pictures to numbers</dt><dd>${codec}</dd>
<dt>Memory</dt><dd><bdi>${memoryName}</bdi>, ${countOf(patternCount, "picture")}</dd>
<dt>Ended</dt><dd>${endText(steps.length, termination)}</dd>
</dl></details>`;
}

/** How retrieval ended, in words. */
export function endText(steps: number, termination: RecallReport["termination"]): string {
  if (steps === 0) return "no step taken";
  if (termination === "converged") return `settled after ${countOf(steps, "step")}`;
  return `stopped after ${countText(steps)} ${steps === 1 ? "step" : "steps"}, not settled`;
}
