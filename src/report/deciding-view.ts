import type { BagsReport, ReportBag, ReportInstance } from "./bags-report.ts";
import { bar } from "./bar.ts";
import { type Html, html } from "./html.ts";
import { nameView, shortName } from "./name-view.ts";
import { countOf, countText, decimalText, ratioText } from "./number-text.ts";

/** So many bags are shown at once; the others unfold. */
const mostOpen = 12;

/** Every bag with the instances that decided it: the plainest first, those that were taken for the other class marked. */
export function decidingView({ bags, classes }: BagsReport): Html {
  const sure = ({ positive, score }: ReportBag): number => (positive ? score : 1 - score);
  const sorted = bags.toSorted((a, b) => Number(b.positive) - Number(a.positive) || sure(b) - sure(a));
  const groups = [true, false].map((wanted) => {
    const cards = sorted.filter(({ positive }) => positive === wanted).map((bag) => cardOf(bag, classes));
    const rest = cards.slice(mostOpen);
    const more = html`<details class="more"><summary>${countOf(rest.length, "more bag")}</summary><ul class="sheets">${rest}</ul></details>`;
    return html`<h3>Labelled “${classes[wanted ? 1 : 0]}”</h3><ul class="sheets">${cards.slice(0, mostOpen)}</ul>${rest.length > 0 ? more : ""}`;
  });
  return html`<p class="remark">A bag’s score is the model’s share for “${classes[1]}”. Its instances stand in the order in which leaving one out moves the odds, score : (1 − score); “share” is an instance’s part in what the bag was pooled to. Neither is a certainty.</p>${groups}`;
}

function cardOf(bag: ReportBag, classes: BagsReport["classes"]): Html {
  const { id, positive, score, instances, instanceCount } = bag;
  const taken = score >= 0.5;
  const wrong = taken !== positive;
  const more = instanceCount - instances.length;
  const pictures = instances.some(({ thumbnail }) => thumbnail);
  return html`<li class="bag"><p class="bag-title"><b>${nameView(id)}</b> ${wrong ? html`<span class="badge unknown">taken for “${classes[taken ? 1 : 0]}”</span>` : ""}</p>
<p class="score">${bar(score)}<span class="number">${ratioText(score)}</span></p>
<ul class="deciding">${instances.map((instance) => instanceView(instance, pictures))}</ul>${more > 0 ? html`<p class="remark">and ${countText(more)} more</p>` : ""}</li>`;
}

function instanceView(
  { name, weight, without, shift = 0, thumbnail }: ReportInstance,
  pictures: boolean,
): Html {
  const picture =
    thumbnail && thumbnail.url !== ""
      ? html`<img src="${thumbnail.url}" alt="${shortName(name)}">`
      : pictures
        ? html`<span class="blank"></span>`
        : "";
  const moved =
    without === undefined
      ? "alone in its bag"
      : `without it ${ratioText(without)} (odds ${shift < 0 ? "×" : "÷"} ${factorText(Math.exp(Math.abs(shift)))})`;
  return html`<li>${picture}<span>${nameView(name)}<span class="remark">${moved}${weight === null ? "" : ` · share ${ratioText(weight)}`}</span></span></li>`;
}

/** Two digits that count: 1.4, 31, 2400. */
function factorText(factor: number): string {
  return decimalText(Number(factor.toPrecision(2)), factor < 10 ? 1 : 0);
}
