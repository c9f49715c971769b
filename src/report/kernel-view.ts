import type { KernelEffect, KernelSide } from "../bank/index.ts";
import { significant } from "./groups-view.ts";
import { type Html, html } from "./html.ts";
import { countText, percentText } from "./number-text.ts";

/** What a learned kernel changes: the same numbers without it and with it, and whether it still fits. */
export function kernelView({ before, after, staleness }: KernelEffect): Html {
  const row = (name: string, of: (side: KernelSide) => string): Html =>
    html`<tr><th scope="row">${name}</th><td class="number">${of(before)}</td><td class="number">${of(after)}</td></tr>`;
  const { loss, learnedLoss, stale } = staleness;
  const fit = stale
    ? `It is stale: the separation loss was ${significant(learnedLoss)} when it was learned and is ${significant(loss)} for the items that there are now. Remember them again with --separate.`
    : `It fits the items that there are: their separation loss is ${significant(loss)}.`;
  return html`<table class="levels compared"><thead><tr><th scope="col"></th><th scope="col" class="number">Without</th><th scope="col" class="number">With it</th></tr></thead><tbody>
${row("Mean recall", ({ recall }) => percentText(recall))}
${row("Median margin, Δ", ({ margin }) => significant(margin))}
${row("Radius, R", ({ radius }) => significant(radius))}
${row("Groups that get mixed up", ({ groups }) => countText(groups))}
</tbody></table><p class="remark">${fit}</p>`;
}
