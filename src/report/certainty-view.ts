import { gauge } from "./bar.ts";
import { type Html, html } from "./html.ts";
import { nameView } from "./name-view.ts";
import { countText, percentText, ratioText } from "./number-text.ts";
import type { Certainty, RecallReport } from "./recall-report.ts";

/** How sure the answer is, and how often such answers are wrong, as far as it was measured. */
export function certaintyView({ certainty, association }: RecallReport, id: string): Html {
  if (association) return html`<p>${associationText}</p>`;
  if (!certainty) {
    return html`<p>Nobody measured it: this memory has no calibration, so there is no telling how often a stranger passes for one of its pictures. The answer is the best match, no more.</p>`;
  }
  const { confidence, bar, damages = [] } = certainty;
  const title = `Confidence ${ratioText(confidence)}`;
  const description = `From 0 to 1; from ${ratioText(bar)} on a picture is called recalled.`;
  return html`<div class="certainty"><div>
<p class="confidence"><span class="value">${ratioText(confidence)}</span> confidence</p>
${gauge(confidence, bar, { id: `${id}-confidence`, title, description })}
<p class="remark">A picture is called recalled from ${ratioText(bar)} on (the mark).</p>
<p>${falseRecallText(certainty)} ${trueRecallText(certainty)}</p>
<p class="remark">${methodText(certainty)}</p></div>
${damages.length > 0 ? damageTable(damages) : ""}</div>`;
}

/** What a text brings back, in words. */
export const associationText =
  "A text is an exact association, not a search: it brings back the pictures that it is kept with, word for word, and nothing else.";

/** How often a stranger is mistaken for a memory, in words. */
export function falseRecallText({ falseRecallRate }: Certainty): string {
  if (!Number.isFinite(falseRecallRate)) return "How often strangers are mistaken for a memory is not known.";
  const share = falseRecallRate === 0 ? "none was" : `${percentText(falseRecallRate)} are`;
  return `Of strangers damaged the same ways, ${share} mistaken for a memory.`;
}

function trueRecallText({ trueRecallRate }: Certainty): string {
  if (!Number.isFinite(trueRecallRate)) return "";
  return `Of this memory’s own pictures, ${percentText(trueRecallRate)} are recalled.`;
}

function methodText({ trials }: Certainty): string {
  const number = trials === undefined ? "" : ` on ${countText(trials)} damaged pictures`;
  return `Measured${number}: the memory’s own pictures, once kept in it and once taken out of it, which makes strangers of them.`;
}

function damageTable(damages: NonNullable<Certainty["damages"]>): Html {
  const rows = damages.map(
    ({ name, trueRecallRate, falseRecallRate }) =>
      html`<tr><th scope="row">${nameView(name)}</th><td class="number">${percentText(trueRecallRate)}</td><td class="number">${percentText(falseRecallRate)}</td></tr>`,
  );
  return html`<table class="damages"><caption>By kind of damage</caption><thead><tr><th scope="col">Damage</th><th scope="col" class="number">Own pictures recalled</th><th scope="col" class="number">Strangers mistaken</th></tr></thead><tbody>${rows}</tbody></table>`;
}
