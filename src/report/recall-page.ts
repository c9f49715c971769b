import { answerText, answerView, isClaimed } from "./answer.ts";
import { associationText, certaintyView, falseRecallText } from "./certainty-view.ts";
import { energyView } from "./energy-view.ts";
import { type Html, html } from "./html.ts";
import { itemsView } from "./items-view.ts";
import { lightReports } from "./light-report.ts";
import { endText, methodView } from "./method-view.ts";
import { nameView, shortName } from "./name-view.ts";
import { countOf, countText, ratioText } from "./number-text.ts";
import { page } from "./page.ts";
import type { RecallReport } from "./recall-report.ts";
import { requireReport } from "./require-report.ts";
import { stripView } from "./strip.ts";
import { weightsView } from "./weights-view.ts";

/** A page holds at most so many bytes, as long as its words alone don't need more. */
export const largestPage = 2e6;

/**
 * One self-contained HTML document that shows what a recall did: the answer in a sentence, the pictures from cue to
 * original, energy, weights, the nearest stored pictures, how sure the answer is and how it was computed. Pictures
 * that would take it over {@link largestPage} are left out, the least important first, and their places say so.
 * @throws RangeError for pictures that are no `data:image/` URLs or have no size, and weights of no item.
 */
export function recallPage(report: RecallReport): string {
  return recallPages([report]);
}

/** As {@link recallPage}, of several cues: a table of contents, then a section for each. */
export function recallPages(reports: readonly RecallReport[]): string {
  reports.forEach(requireReport);
  const words = written(lightReports(reports, 0));
  const room = largestPage - new TextEncoder().encode(words).length;
  return written(lightReports(reports, room));
}

function written(reports: readonly RecallReport[]): string {
  if (reports.length === 1) return page(titleOf(reports[0]), sectionView(reports[0], 0, 1));
  const title = `${countOf(reports.length, "picture")} looked up`;
  const sections = reports.map((report, i) => sectionView(report, i, 2));
  return page(title, html`${contentsView(reports, title)}${sections}`);
}

function titleOf(report: RecallReport): string {
  return report.outcome === "recalled" ? answerText(report) : `${report.cueName}: ${answerText(report)}`;
}

function contentsView(reports: readonly RecallReport[], title: string): Html {
  const kinds = reports.map(kindOf);
  const counts = kindNames.flatMap((kind) => {
    const count = kinds.filter((other) => other === kind).length;
    return count > 0 ? [html`<li>${badge(kind)} ${countText(count)}</li>`] : [];
  });
  const rows = reports.map(
    (report, i) =>
      html`<li><a href="#${idOf(i)}">${nameView(report.cueName)}</a> ${badge(kindOf(report))} <span class="answer">${answerView(report)}</span></li>`,
  );
  return html`<header class="overview"><h1>${title}</h1><ul class="counts">${counts}</ul></header>
<nav aria-label="Contents"><ol class="contents">${rows}</ol></nav>`;
}

/** One recall; its heading is an h1 where it is the page's only one, else an h2. */
function sectionView(report: RecallReport, index: number, level: 1 | 2): Html {
  const id = idOf(index);
  const { steps } = report;
  const answer = answerView(report);
  const part = (title: string, content: Html): Html =>
    html`<section>${level === 1 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}${content}</section>`;
  return html`<article id="${id}" class="${report.outcome}" aria-labelledby="${id}-answer">
<header><p class="asked">${badge(kindOf(report))} ${askedText(report)}</p>
${level === 1 ? html`<h1 id="${id}-answer">${answer}</h1>` : html`<h2 id="${id}-answer">${answer}</h2>`}
<p class="sure">${sureText(report)}</p>
${report.certainty?.note ? html`<p class="note">${report.certainty.note}</p>` : ""}</header>
${stripView(report)}
${part("Energy, step by step", energyView(report.energies, id))}
${part("Shares, step by step", steps.length > 0 ? weightsView(report, id) : html`<p class="remark">No step was taken.</p>`)}
${part("Nearest stored pictures", report.items.length > 0 ? itemsView(report, id) : html`<p class="remark">None was looked at.</p>`)}
${part("How sure", certaintyView(report, id))}
${methodView(report)}</article>`;
}

/** What the badge of a report says. A best match that nobody measured is not called recalled. */
const kindNames = ["Recalled", "Best match", "A blend", "Not in this memory"] as const;

type Kind = (typeof kindNames)[number];

function kindOf(report: RecallReport): Kind {
  if (report.outcome === "recalled") return isClaimed(report) ? "Recalled" : "Best match";
  return report.outcome === "blend" ? "A blend" : "Not in this memory";
}

function badge(kind: Kind): Html {
  const colour = {
    Recalled: "recalled",
    "Best match": "",
    "A blend": "blend",
    "Not in this memory": "unknown",
  }[kind];
  return html`<span class="badge ${colour}">${kind}</span>`;
}

function askedText({ cueName, memoryName, patternCount, steps, termination }: RecallReport): Html {
  return html`<span><bdi>${shortName(cueName)}</bdi> asked of <bdi>${memoryName}</bdi>, ${countOf(patternCount, "picture")}; ${endText(steps.length, termination)}</span>`;
}

function sureText({ certainty, outcome, association }: RecallReport): string {
  if (association) return associationText;
  if (!certainty)
    return "This memory has no calibration: how often a stranger looks as close was not measured.";
  const { confidence, bar } = certainty;
  const below = outcome === "unknown" && confidence < bar;
  const wanted = below ? `, where a recall needs ${ratioText(bar)}` : "";
  return `Confidence ${ratioText(confidence)}${wanted}. ${falseRecallText(certainty)}`;
}

function idOf(index: number): string {
  return `recall-${index + 1}`;
}
