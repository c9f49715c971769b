import type { CheckReport, ReportGroup } from "./check-report.ts";
import { type Html, html } from "./html.ts";
import { shortName } from "./name-view.ts";
import { countOf, decimalText } from "./number-text.ts";

/** Sheets with more pictures than this take a whole row. */
const mostNarrow = 2;

/** The groups of items that get mixed up, as contact sheets. */
export function groupsView({ check, groups, noun }: CheckReport): Html {
  const { threshold, groups: all } = check.confusable;
  const least = significant(threshold);
  if (all.length === 0) {
    return html`<p>None: no two ${noun}s have a margin below ${least}, so asked with one of them the advised model returns that one alone.</p>`;
  }
  const items = all.reduce((sum, group) => sum + group.items.length, 0);
  const more = all.length - groups.length;
  return html`<p>${countOf(items, noun)} in ${countOf(all.length, "group")}. Each has a rival nearer than a margin of 1/β = ${least}: even asked with the stored ${noun} itself, the advised model mixes the two. Whatever is joined by such pairs is one group.</p>
<ul class="sheets">${groups.map((group, i) => sheetView(group, all[i]))}</ul>
${more > 0 ? html`<p class="remark">And ${countOf(more, "more group")}, not shown.</p>` : ""}`;
}

function sheetView({ items }: ReportGroup, all: CheckReport["check"]["confusable"]["groups"][number]): Html {
  const pictures = items.some(({ thumbnail }) => thumbnail);
  const cells = items.map(({ name, thumbnail }) => {
    const shown = thumbnail && thumbnail.url !== "" ? thumbnail : undefined;
    const picture = shown
      ? html`<img src="${shown.url}" alt="${shortName(name)}">`
      : html`<span class="blank"></span>`;
    return html`<li>${pictures ? picture : ""}<bdi class="name" title="${name}">${shortName(name)}</bdi></li>`;
  });
  const more = all.items.length - items.length;
  const apart = all.identical ? "identical" : `margin ${significant(all.margin)}`;
  return html`<li${items.length > mostNarrow ? html` class="large"` : ""}><b>${countOf(all.items.length, "item")}</b> <span class="remark">${apart}</span>
<ul class="sheet${pictures ? "" : " words"}">${cells}${more > 0 ? html`<li class="remark">and ${countOf(more, "more")}</li>` : ""}</ul></li>`;
}

/** Three digits that count. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "–";
  const rounded = Number(value.toPrecision(3));
  const [digits, exponent] = rounded.toExponential().split("e").map(Number);
  if (exponent < -5 || exponent > 5) return decimalText(value, 2 - exponent);
  const decimals = Math.max(0, String(digits).replace(/^-?\d\.?/, "").length - exponent);
  return decimalText(rounded, decimals);
}
