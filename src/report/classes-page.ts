import { bagsStyle } from "./bags-style.ts";
import type { ClassesReport, ReportAlike, ReportMistake } from "./classes-report.ts";
import { type Html, html } from "./html.ts";
import { intervalChart } from "./interval-chart.ts";
import { nameView, shortName } from "./name-view.ts";
import { countOf, countText, ratioText } from "./number-text.ts";
import { page } from "./page.ts";
import { requirePicture } from "./picture-view.ts";

/**
 * One self-contained HTML document: how well pictures were told apart, beside what is simpler, what was taken for what, and
 * for each mistake the remembered pictures that the net finds most alike.
 * @throws RangeError for thumbnails that are no `data:image/` URLs or have no size.
 */
export function classesPage(report: ClassesReport): string {
  for (const { name, thumbnail, alike } of report.mistakes) {
    for (const each of [{ name, thumbnail }, ...alike]) {
      if (each.thumbnail) requirePicture(`the thumbnail of ${each.name}`, each.thumbnail);
    }
  }
  const { name, foldCount } = report;
  const part = (title: string, content: Html): Html => html`<section><h2>${title}</h2>${content}</section>`;
  const verdict = classesVerdict(report);
  const body = html`<article aria-labelledby="verdict">
<header><p class="asked"><span class="badge ${verdict.kind}">${verdict.badge}</span> <span><bdi>${name}</bdi>, ${sizeText(report)}</span></p>
<h1 id="verdict">${verdict.text}</h1>
<p class="sure">The share of pictures told right, with its 95 % interval, over ${countOf(foldCount, "fold")}: each picture was told by a net that never saw it.</p>
${verdict.note === "" ? "" : html`<p class="note">${verdict.note}</p>`}</header>
${part("Beside what is simpler", methodsView(report))}
${part("What was taken for what", confusionView(report))}
${part("Mistakes", mistakesView(report))}
${part("How it was learned", html`<dl>${report.settings.map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`)}</article>`;
  return page(`${name}: ${verdict.text}`, body, bagsStyle + classesStyle);
}

/** What the intervals allow to say. */
export function classesVerdict({ methods: [net, ...others] }: Pick<ClassesReport, "methods">): {
  kind: string;
  badge: string;
  text: string;
  note: string;
} {
  const { accuracy, low, high } = net.accuracy;
  const text = `accuracy ${ratioText(accuracy)} (${ratioText(low)} to ${ratioText(high)})`;
  const [short] = others.filter(({ below }) => below && below.low <= 0);
  const [better] = others.filter(({ below }) => below && below.high < 0);
  const note = better
    ? `Simpler is better here: ${better.name} is right more often.`
    : short
      ? `That the net does better than ${short.name} wasn’t shown: the difference may be chance.`
      : "";
  const largest = others.at(-1)?.below;
  if (largest && largest.low <= 0) {
    return { kind: "unknown", badge: "Not told apart", text: `Pictures are not told apart: ${text}`, note };
  }
  return { kind: "recalled", badge: "Told apart", text: `Pictures are told apart: ${text}`, note };
}

function sizeText({ classes, confusion }: ClassesReport): string {
  const total = confusion.flat().reduce((sum, count) => sum + count, 0);
  return `${countOf(total, "picture")} of ${classes.length} classes`;
}

function methodsView({ methods }: ClassesReport): Html {
  const [net] = methods;
  const largest = methods[methods.length - 1];
  const chart = intervalChart(
    methods.map(({ name, accuracy: { accuracy, low, high } }) => ({ name, value: accuracy, low, high })),
    {
      id: "methods",
      title: "Accuracy beside what is simpler",
      description: methods.map(({ name, accuracy }) => `${name}: ${ratioText(accuracy.accuracy)}`).join(", "),
      mark: { value: largest.accuracy.accuracy, label: largest.name },
    },
  );
  const rows = methods.map(
    ({ name, accuracy: { accuracy, low, high }, below }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${ratioText(accuracy)}</td><td class="number">${ratioText(low)} to ${ratioText(high)}</td><td class="number">${below ? `${ratioText(below.difference)} (${ratioText(below.low)} to ${ratioText(below.high)})` : "–"}</td></tr>`,
  );
  return html`<figure>${chart}<div class="wide"><table class="levels compared"><thead><tr><th scope="col">Told by</th><th scope="col" class="number">accuracy</th><th scope="col" class="number">95 %</th><th scope="col" class="number">${net.name} is better by</th></tr></thead><tbody>${rows}</tbody></table></div></figure>
<p class="remark">Differences are taken on the same pictures, with their 95 % intervals; one that includes 0 is no difference that was shown. Another cut into folds moves these numbers too, which no interval here covers.</p>`;
}

/** With more classes than these, only what was confused is listed. */
const mostColumns = 20;

function confusionView({ classes, confusion }: ClassesReport): Html {
  if (classes.length > mostColumns) return confusedView({ classes, confusion });
  const rows = classes.map(
    (name, is) =>
      html`<tr><th scope="row"><bdi>${name}</bdi></th>${confusion[is].map((count, taken) => html`<td class="number${taken === is ? " right" : count > 0 ? " wrong" : ""}">${countText(count)}</td>`)}</tr>`,
  );
  return html`<div class="wide"><table class="levels compared"><thead><tr><th scope="col">is</th>${classes.map((name) => html`<th scope="col" class="number"><bdi>${name}</bdi></th>`)}</tr></thead><tbody>${rows}</tbody></table></div><p class="remark">A row for what pictures are, a column for what they were taken for.</p>`;
}

function confusedView({ classes, confusion }: Pick<ClassesReport, "classes" | "confusion">): Html {
  const pairs = confusion
    .flatMap((counts, is) => counts.map((count, taken) => ({ is, taken, count })))
    .filter(({ is, taken, count }) => is !== taken && count > 0)
    .sort((a, b) => b.count - a.count);
  const rows = pairs
    .slice(0, 2 * mostColumns)
    .map(
      ({ is, taken, count }) =>
        html`<tr><th scope="row"><bdi>${classes[is]}</bdi></th><td><bdi>${classes[taken]}</bdi></td><td class="number">${countText(count)}</td></tr>`,
    );
  return html`<div class="wide"><table class="levels compared"><thead><tr><th scope="col">is</th><th scope="col">taken for</th><th scope="col" class="number">pictures</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** So many mistakes are shown at once; the others unfold. */
const mostOpen = 12;

function mistakesView({ mistakes }: ClassesReport): Html {
  if (mistakes.length === 0) return html`<p>No picture was taken for another class.</p>`;
  const cards = mistakes.map(cardOf);
  const rest = cards.slice(mostOpen);
  const more = html`<details class="more"><summary>${countOf(rest.length, "more mistake")}</summary><ul class="sheets">${rest}</ul></details>`;
  return html`<p class="remark">The plainest first. Behind each, the remembered pictures that the net’s features find most alike, with their cosine. A share is no certainty.</p><ul class="sheets">${cards.slice(0, mostOpen)}</ul>${rest.length > 0 ? more : ""}`;
}

function cardOf({ name, label, taken, share, own, thumbnail, alike }: ReportMistake): Html {
  return html`<li class="bag"><p class="bag-title">${pictureOf({ name, thumbnail })}<b>${nameView(name)}</b> <span class="badge unknown">taken for “${taken}”</span></p>
<p class="remark">share ${ratioText(share)}; for “${label}” ${ratioText(own)}</p>
<ul class="deciding">${alike.map((each) => html`<li>${pictureOf(each)}<span>${nameView(each.name)}<span class="remark">“${each.label}” · cosine ${ratioText(each.similarity)}</span></span></li>`)}</ul></li>`;
}

function pictureOf({
  name,
  thumbnail,
}: Pick<ReportAlike, "name"> & { thumbnail?: ReportAlike["thumbnail"] | undefined }): Html {
  if (!thumbnail || thumbnail.url === "") return html`<span class="blank"></span>`;
  return html`<img src="${thumbnail.url}" alt="${shortName(name)}">`;
}

const classesStyle = `
.bag-title { align-items: center; } .bag-title img, .bag-title .blank { flex: none; width: 3.5rem; height: 3.5rem; border-radius: .25rem; background: var(--track); object-fit: cover; }
.levels td.right { font-weight: 600; } .levels td.wrong { color: var(--unknown); }
.chart text.row { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; }
`;
