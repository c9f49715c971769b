import { bar } from "./bar.ts";
import { type Html, html } from "./html.ts";
import { nameView } from "./name-view.ts";
import { countOf, ratioText } from "./number-text.ts";
import { thumbnailAgain } from "./picture-view.ts";
import type { RecallReport, RecallStep } from "./recall-report.ts";
import { shownSteps, skippedSteps } from "./shown-steps.ts";
import { thumbnailId } from "./thumbnail-id.ts";

/** Of each step, so many shares are named. */
const mostShares = 5;

/** Shares below this are added up, but for the largest one. */
const leastShare = 0.01;

/** A rest below this is none. */
const leastRest = 0.0005;

/** Which stored pictures had a share in each step's read-out. */
export function weightsView({ steps, items }: RecallReport, id: string): Html {
  const cards = shownSteps(steps.length).map((i) => {
    if (i === null) return html`<li class="gap">… ${countOf(skippedSteps(steps.length), "more step")}</li>`;
    const label = steps[i].label ? html`<span class="label">${steps[i].label}</span>` : "";
    return html`<li><p class="step">Step ${i + 1} ${label}</p><ul class="shares">${sharesOf(steps[i], items, id)}</ul></li>`;
  });
  return html`<ol class="weights">${cards}</ol>
<p class="remark">A weight is a picture’s share in what a step reads out. It says nothing about certainty: of a stranger, too, the best match can weigh 1.</p>`;
}

function sharesOf({ weights }: RecallStep, items: RecallReport["items"], id: string): Html[] {
  const named = weights
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, mostShares)
    .filter(({ weight }, i) => i === 0 || weight >= leastShare);
  const rest = 1 - named.reduce((sum, { weight }) => sum + weight, 0);
  const blank = items.some((item) => item.thumbnail) ? html`<span class="thumbnail small blank"></span>` : "";
  const rows = named.map(({ item, weight }) => {
    const { thumbnail, name } = items[item];
    const picture = thumbnail ? thumbnailAgain(thumbnail, thumbnailId(id, item)) : blank;
    return html`<li>${picture}<span class="title">${nameView(name)}</span>${bar(weight)}<span class="number">${ratioText(weight)}</span></li>`;
  });
  const others = html`<li>${blank}<span class="title others">all others</span>${bar(rest, "rest")}<span class="number">${ratioText(rest)}</span></li>`;
  return rest >= leastRest ? [...rows, others] : rows;
}
