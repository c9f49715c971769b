import { lossNoun, verdictOf } from "../bank/index.ts";
import type { CheckReport } from "./check-report.ts";
import { checkStyle } from "./check-style.ts";
import { type Curve, curvesChart } from "./curves-chart.ts";
import { comparedView, figuresView } from "./figures-view.ts";
import { groupsView, significant } from "./groups-view.ts";
import { histogram } from "./histogram.ts";
import { type Html, html } from "./html.ts";
import { kernelView } from "./kernel-view.ts";
import { countOf, countText, percentText } from "./number-text.ts";
import { page } from "./page.ts";
import { requirePicture } from "./picture-view.ts";

/**
 * One self-contained HTML document that shows what a check found: the verdict in a sentence, recall against damage,
 * what to recall with and why, margins, the items that get mixed up as contact sheets, and every number with what it
 * means.
 * @throws RangeError for thumbnails that are no `data:image/` URLs or have no size.
 */
export function checkPage(report: CheckReport): string {
  for (const { items } of report.groups) {
    for (const { name, thumbnail } of items)
      if (thumbnail) requirePicture(`the thumbnail of ${name}`, thumbnail);
  }
  const { memoryName, check, noun, note } = report;
  const verdict = verdictOf(check);
  const part = (title: string, content: Html): Html => html`<section><h2>${title}</h2>${content}</section>`;
  const [badge, kind] = badgeOf[verdict.kind];
  const body = html`<article aria-labelledby="verdict">
<header><p class="asked"><span class="badge ${kind}">${badge}</span> <span><bdi>${memoryName}</bdi>, ${countOf(check.patternCount, noun)} of ${countOf(check.dimension, "number")}</span></p>
<h1 id="verdict">${verdict.text}</h1>
<p class="sure">${meanText(report)}</p>${note ? html`<p class="note">${note}</p>` : ""}</header>
${part("Recall against damage", recallView(report))}
${report.kernel ? part("What the learned kernel changes", kernelView(report.kernel)) : ""}
${part("What to recall with", adviceView(report))}
${part("Margins", marginsView(report))}
${part("What gets mixed up", groupsView(report))}
${part("The numbers", figuresView(report))}</article>`;
  return page(`${memoryName}: ${verdict.text}`, body, checkStyle);
}

const badgeOf = {
  holds: ["Holds", "holds"],
  "holds undamaged": ["Holds what is whole", "partly"],
  fails: ["Does not hold", "fails"],
} as const;

function meanText({ check, minRecall }: CheckReport): string {
  const { mean, items } = check.recall;
  const mixed = check.confusable.groups.length;
  const groups =
    mixed === 0 ? "Nothing gets mixed up." : `${countOf(mixed, "group")} of items can get mixed up.`;
  const passed = minRecall !== undefined && mean >= minRecall;
  const gate =
    minRecall === undefined
      ? ""
      : ` That ${passed ? "reaches" : "is below"} the ${percentText(minRecall)} asked for.`;
  return `Mean recall over 0 % to 90 % of damage: ${percentText(mean)}, of ${countOf(items, "item")} tried at each.${gate} ${groups}`;
}

function recallView({ check }: CheckReport): Html {
  const { levels, loss } = check.recall;
  const calibrated = levels.every(({ recognised }) => recognised !== null);
  const curves: Curve[] = [
    { name: "right item", kind: "main", values: levels.map(({ recallAtOne }) => recallAtOne) },
    ...(calibrated
      ? [
          {
            name: "right, and sure enough to say so",
            kind: "second" as const,
            values: levels.map(({ recognised }) => recognised ?? 0),
          },
        ]
      : []),
    { name: "nearest neighbour", kind: "rest", values: levels.map(({ nearest }) => nearest) },
  ];
  const ends = [levels[0], levels[levels.length - 1]];
  const chart = curvesChart(
    levels.map(({ lost }) => lost),
    curves,
    {
      id: "recall",
      title: "Recall against damage",
      description: `The right item comes back for ${ends.map(({ recallAtOne, lost }) => `${percentText(recallAtOne)} of cues with ${percentText(lost)} lost`).join(", ")}.`,
      placeLabel: `Share of ${lossNoun(loss)} lost`,
    },
  );
  const head = [
    "Lost",
    "Right item",
    ...(calibrated ? ["Right and sure"] : []),
    "In one step",
    "Nearest neighbour",
  ];
  const rows = levels.map(
    ({ lost, recallAtOne, recognised, landed, nearest }) =>
      html`<tr><th scope="row">${percentText(lost)}</th>${[recallAtOne, ...(calibrated ? [recognised ?? 0] : []), landed, nearest].map((share) => html`<td class="number">${percentText(share)}</td>`)}</tr>`,
  );
  return html`<div class="curves"><figure>${chart}<figcaption>${lossText[loss]} Nearest neighbour: the stored item at the smallest distance, for comparison.</figcaption></figure>
<table class="levels"><thead><tr>${head.map((title, i) => html`<th scope="col"${i > 0 ? html` class="number"` : ""}>${title}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

const lossText = {
  pixels: "Cues are the stored pictures with that share of their pixels turned black, by chance.",
  places: "Cues are the stored patterns with that share of their places missing, and known to be.",
  numbers: "Cues are the stored vectors with that share of their numbers lost, by chance.",
} as const;

function adviceView(report: CheckReport): Html {
  const { similarity, separation, beta, reasons, warnings } = report.check.advice;
  return html`<p class="advised"><b>${similarity}</b> as similarity, <b>${separation}</b> as separation, <b>β = ${beta}</b></p>
${warnings.map((warning) => html`<p class="note">${warning}</p>`)}
<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>${comparedView(report)}`;
}

function marginsView({ check }: CheckReport): Html {
  const margins = Array.from(check.margins).filter(Number.isFinite);
  const { wellSeparation, advice, confusable, rows } = check;
  if (margins.length === 0) {
    return html`<p>A single item has no rival: its margin is infinite.</p>`;
  }
  const close = margins.filter((margin) => margin < confusable.threshold).length;
  const text = `${countText(close)} of ${countText(rows.length)} margins lie below 1/β = ${significant(confusable.threshold)}, half of them below ${significant(check.marginQuantiles.median)}.`;
  const chart = histogram(margins, {
    id: "margins",
    title: "How many items have which margin",
    description: text,
    valueLabel: "Margin Δ",
    marks: [
      { value: confusable.threshold, label: "1/β: mixed below" },
      ...(wellSeparation ? [{ value: wellSeparation.threshold, label: "well separated from here" }] : []),
    ],
  });
  return html`<figure class="curves">${chart}<figcaption>An item’s margin is how far its score with itself lies above that with its nearest rival. ${text}${wellSeparation ? " Well separated items come back by theory alone; the others may, and mostly do." : ""} β = ${advice.beta}.</figcaption></figure>`;
}
