import type { BagsReport } from "./bags-report.ts";
import { bagsStyle } from "./bags-style.ts";
import { decidingView } from "./deciding-view.ts";
import { type Html, html } from "./html.ts";
import { intervalChart } from "./interval-chart.ts";
import { countOf, countText, ratioText } from "./number-text.ts";
import { page } from "./page.ts";
import { requirePicture } from "./picture-view.ts";
import { wide } from "./wide.ts";

/**
 * One self-contained HTML document: how well bags were told apart, beside simpler poolings, and which instances
 * decided each bag.
 * @throws RangeError for thumbnails that are no `data:image/` URLs or have no size.
 */
export function bagsPage(report: BagsReport): string {
  for (const { instances } of report.bags) {
    for (const { name, thumbnail } of instances)
      if (thumbnail) requirePicture(`the thumbnail of ${name}`, thumbnail);
  }
  const { name, foldCount, notes = [] } = report;
  const part = (title: string, content: Html): Html => html`<section><h2>${title}</h2>${content}</section>`;
  const verdict = bagsVerdict(report);
  const body = html`<article aria-labelledby="verdict">
<header><p class="asked"><span class="badge ${verdict.kind}">${verdict.badge}</span> <span><bdi>${name}</bdi>, ${sizeText(report)}</span></p>
<h1 id="verdict">${verdict.text}</h1>
<p class="sure">The area under the ROC curve, with its 95 % interval, over ${countOf(foldCount, "fold")}: each bag was scored by a model that never saw it. 0.5 is chance, 1 is never wrong.</p>
${notes.map((note) => html`<p class="note">${note}</p>`)}</header>
${part("Beside other ways to pool", methodsView(report))}
${part("What decided", decidingView(report))}
${part("How it was learned", html`<dl>${report.settings.map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`)}</article>`;
  return page(`${name}: ${verdict.text}`, body, bagsStyle);
}

/** What the interval allows to say. */
export function bagsVerdict({ methods: [{ auc }] }: Pick<BagsReport, "methods">): {
  kind: string;
  badge: string;
  text: string;
} {
  const { low, high } = auc;
  const text = `AUC ${ratioText(auc.auc)} (${ratioText(low)} to ${ratioText(high)})`;
  if (low > 0.5) return { kind: "recalled", badge: "Told apart", text: `Bags are told apart: ${text}` };
  if (high < 0.5) return { kind: "unknown", badge: "Worse than chance", text: `Worse than chance: ${text}` };
  return {
    kind: "unknown",
    badge: "Not told apart",
    text: `Bags are not told apart: ${text}, which includes chance`,
  };
}

function sizeText({ bags, classes, instanceCount, featureCount }: BagsReport): string {
  const positives = bags.filter(({ positive }) => positive).length;
  return `${countOf(bags.length, "bag")} (${countText(positives)} “${classes[1]}”, ${countText(bags.length - positives)} “${classes[0]}”) of ${countOf(instanceCount, "instance")} with ${countOf(featureCount, "number")} each`;
}

function methodsView({ methods }: BagsReport): Html {
  const chart = intervalChart(
    methods.map(({ name, auc: { auc, low, high } }) => ({ name, value: auc, low, high })),
    {
      id: "methods",
      title: "AUC of each way to pool",
      description: methods.map(({ name, auc }) => `${name}: ${ratioText(auc.auc)}`).join(", "),
      mark: { value: 0.5, label: "chance" },
    },
  );
  const rows = methods.map(
    ({ name, auc: { auc, low, high }, below }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${ratioText(auc)}</td><td class="number">${ratioText(low)} to ${ratioText(high)}</td><td class="number">${below ? differenceText(below) : "–"}</td></tr>`,
  );
  const [{ name }] = methods;
  return html`<figure>${chart}${wide("Ways to pool, compared", html`<table class="levels compared"><thead><tr><th scope="col">Pooled by</th><th scope="col" class="number">AUC</th><th scope="col" class="number">95 %</th><th scope="col" class="number">${name} is better by</th></tr></thead><tbody>${rows}</tbody></table>`)}</figure>
<p class="remark">Differences are taken on the same bags, with their 95 % intervals; one that includes 0 is no difference that was shown. Another cut into folds moves these numbers too, which no interval here covers.</p>`;
}

function differenceText({
  difference,
  low,
  high,
}: {
  difference: number;
  low: number;
  high: number;
}): string {
  return `${ratioText(difference)} (${ratioText(low)} to ${ratioText(high)})`;
}
