import { isClaimed } from "./answer.ts";
import { type Html, html } from "./html.ts";
import { shortName } from "./name-view.ts";
import { countOf } from "./number-text.ts";
import { framedPicture, frameOf } from "./picture-view.ts";
import type { RecallReport, ReportPicture } from "./recall-report.ts";
import { shownSteps, skippedSteps } from "./shown-steps.ts";

/** A cell of the strip gets no wider than this, in rem. */
const widestCell = 15;

/** cue → start → step 1 → … → settled · original: the recall in pictures. */
export function stripView(report: RecallReport): Html {
  const { cue, start, steps, settled, original, cueName } = report;
  const shown = shownSteps(steps.length).slice(0, -1);
  const readOuts = shown.flatMap((i) => (i === null ? [] : [steps[i].picture]));
  const frame = frameOf([
    cue,
    ...(start ? [start] : []),
    ...readOuts,
    settled,
    ...(original ? [original] : []),
  ]);
  const cell = (picture: ReportPicture, alt: string, caption: Html, kind = ""): Html =>
    html`<li${kind ? html` class="${kind}"` : ""}><figure>${framedPicture(picture, alt, frame)}<figcaption>${caption}</figcaption></figure></li>`;
  const title = originalTitle(report);
  const count = shown.length + 2 + (start ? 1 : 0) + (original ? 1 : 0);
  return html`<ol class="strip" style="--cells:${count};max-width:${widestCell * count}rem">
${cell(cue, `The cue: ${shortName(cueName)}`, html`<b>Cue</b> ${nameOf(cueName)}`)}
${start ? cell(start, "The cue’s code, decoded", html`<b>Start</b> the cue’s code, decoded`) : ""}
${shown.map((i) => {
  if (i === null) return gap(skippedSteps(steps.length), frame);
  const caption = html`<b>Step ${i + 1}</b> ${steps[i].label ?? ""}`;
  return cell(steps[i].picture, `What step ${i + 1} reads out`, caption);
})}
${cell(settled, `The last read-out`, settledCaption(report), "settled")}
${original ? cell(original, originalText(report, title), originalCaption(report, title, original)) : ""}
</ol>`;
}

function gap(count: number, frame: number): Html {
  return html`<li><figure><div class="frame gap" style="aspect-ratio:${frame}" aria-hidden="true">…</div><figcaption>${countOf(count, "more step")}</figcaption></figure></li>`;
}

function settledCaption({ steps, termination }: RecallReport): Html {
  if (steps.length === 0) return html`<b>Read-out</b> without a step`;
  const label = steps[steps.length - 1].label;
  const title = termination === "converged" ? "Settled" : "Stopped";
  return html`<b>${title}</b> step ${steps.length}${label ? `, ${label}` : ""}`;
}

function originalText({ items }: RecallReport, title: string): string {
  return items.length > 0 ? `${title}: ${shortName(items[0].name)}` : title;
}

function originalTitle(report: RecallReport): string {
  if (report.outcome === "blend") return "Largest share";
  return isClaimed(report) ? "Original" : "Closest stored";
}

function originalCaption({ items }: RecallReport, title: string, { width, height }: ReportPicture): Html {
  const name = items.length > 0 ? nameOf(items[0].name) : "";
  return html`<b>${title}</b> ${name} <span class="size">${width} × ${height}</span>`;
}

function nameOf(name: string): Html {
  return html`<bdi class="name">${shortName(name)}</bdi>`;
}
