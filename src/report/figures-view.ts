import type { CheckReport } from "./check-report.ts";
import { significant } from "./groups-view.ts";
import { type Html, html } from "./html.ts";
import { countOf, countText, percentText } from "./number-text.ts";

/** The numbers of a check, each with what it means. */
export function figuresView(report: CheckReport): Html {
  const { check, noun } = report;
  const { rows, marginQuantiles: q, radius, largestNorm, norms, patternCount, dimension } = check;
  const sampled =
    rows.length < patternCount ? ` Of ${countText(rows.length)} drawn by chance, each against all.` : "";
  const [sparse, entmax] = check.exactRetrieval;
  const entries = [
    entry("Items, N", countOf(patternCount, noun), `Each is a row of d = ${countText(dimension)} numbers.`),
    entry(
      "Margins, Δ",
      `${significant(q.least)} at least, ${significant(q.median)} in the middle, ${significant(q.largest)} at most`,
      `How far an item’s score with itself lies above that with its nearest rival; 5 % lie below ${significant(q.q05)}.${sampled}`,
    ),
    entry("Radius, R", significant(radius), "Half the smallest distance between two items."),
    entry(
      "Largest norm, m",
      significant(largestNorm),
      `The length of the longest item as it is compared. As kept, lengths go from ${significant(norms.least)} to ${significant(norms.largest)}.`,
    ),
    ...separationEntries(report),
    entry(
      "Exact retrieval",
      `${countText(sparse.items)} by sparsemax, ${countText(entmax.items)} by 1.5-entmax`,
      `Items that are returned exactly when asked with themselves: margins of at least 1/(β(α − 1)), here ${significant(sparse.threshold)} and ${significant(entmax.threshold)}.`,
    ),
  ];
  return html`<dl class="figures">${entries}</dl>`;
}

function separationEntries({ check, noun }: CheckReport): Html[] {
  const { wellSeparation, capacity, rows, blank, advice } = check;
  const entries: Html[] = [];
  if (wellSeparation) {
    const { threshold, radius, violating } = wellSeparation;
    entries.push(
      entry(
        `Well separated at β = ${advice.beta}`,
        `${countText(rows.length - violating.length)} of ${countText(rows.length)}`,
        `A margin of ${significant(threshold)} is enough for one step of even the dense model (softmax) to lead back from within ${significant(radius)} of an item. That radius, 1/(2βm), is where the condition asks least.`,
      ),
    );
  }
  if (capacity) {
    const promise =
      capacity.exponential && capacity.log10M > 0
        ? `10^${significant(capacity.log10M)} random items`
        : "nothing here";
    entries.push(
      entry(
        "Capacity that theory promises",
        promise,
        `Lemma 4.2 for random items of this size and norm, failing once in ${Math.round(1 / capacity.failure)}: C = ${significant(capacity.C)}, and only C > 1 is a promise. It is a lower bound; what was measured stands above.`,
      ),
    );
  }
  if (blank.length > 0) {
    entries.push(
      entry("Blank", countOf(blank.length, noun), "Nothing but zeros: as alike to everything as to itself."),
    );
  }
  return entries;
}

/** Recall@1 of each way to compare, where several were tried. */
export function comparedView({ check: { compared } }: CheckReport): Html {
  if (compared.length === 0) return html``;
  const rows = compared.map(
    ({ name, meanRecall }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${percentText(meanRecall)}</td></tr>`,
  );
  return html`<table class="levels compared"><caption>Ways to compare, on the same damaged cues</caption><thead><tr><th scope="col">Similarity</th><th scope="col" class="number">Most alike is right</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function entry(term: string, value: string, meaning: string): Html {
  return html`<dt>${term}</dt><dd>${value}<span>${meaning}</span></dd>`;
}
