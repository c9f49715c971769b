import { bandChartView } from "./band-chart-view.node.ts";
import type { Claim, ComparedNumber, ExperimentReport, Verdict } from "./experiment-report.ts";
import { type Html, html } from "./html.ts";
import { countOf } from "./number-text.ts";
import { page } from "./page.ts";
import { valueText } from "./value-text.ts";
import { wide } from "./wide.ts";

/** The page of one experiment: what was claimed and what came out, drawn and in numbers, and how it was run. */
export function experimentPage(report: ExperimentReport): string {
  const { name, title, paper, question, preset, about, seed, cellCount } = report;
  const body = html`<article class="experiment" aria-labelledby="title"><header>
<p class="asked">${verdictCounts(report.claims)} <span>experiment <b>${name}</b>, preset ${preset}</span></p>
<h1 id="title">${title}</h1>
<p class="sure">${question}</p>
<p class="remark">After ${paper}. ${about} ${countOf(cellCount, "cell")}, seed ${seed}.</p></header>
${claimsView(report.claims)}
${report.charts.length > 0 ? html`<section><h2>Drawn</h2>${report.charts.map((chart, i) => bandChartView(chart, `chart-${i + 1}`))}</section>` : ""}
${numbersView(report.numbers)}
${settingsView(report)}</article>`;
  return page(`${title} – ${name}`, body);
}

const badges: Readonly<Record<Verdict, string>> = {
  holds: "recalled",
  fails: "unknown",
  untested: "blend",
};

function badge(verdict: Verdict, text: string = verdict): Html {
  return html`<span class="badge ${badges[verdict]}">${text}</span>`;
}

function verdictCounts(claims: readonly Claim[]): Html[] {
  return (["holds", "fails", "untested"] as const).flatMap((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return count > 0
      ? [badge(verdict, `${count} ${verdict === "holds" && count > 1 ? "hold" : wordOf(verdict, count)}`)]
      : [];
  });
}

function wordOf(verdict: Verdict, count: number): string {
  return verdict === "fails" && count > 1 ? "fail" : verdict;
}

function claimsView(claims: readonly Claim[]): Html {
  const of = (by: Claim["by"]): readonly Claim[] => claims.filter((claim) => claim.by === by);
  return html`${claimList("What the paper says", of("paper"), "A published claim that fails is a finding.")}
${claimList("What this experiment says", of("here"), "If one of these fails, so does the command.")}`;
}

function claimList(title: string, claims: readonly Claim[], remark: string): Html {
  if (claims.length === 0) return html``;
  const items = claims.map(
    ({ statement, verdict, reason }) =>
      html`<li>${badge(verdict)}<div><p class="statement">${statement}</p><p class="remark">${reason}</p></div></li>`,
  );
  return html`<section><h2>${title}</h2><ul class="claims">${items}</ul><p class="remark">${remark}</p></section>`;
}

function numbersView(numbers: readonly ComparedNumber[]): Html {
  if (numbers.length === 0) return html``;
  const rows = numbers.map(
    ({ name, published, ours, spread }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${valueText(published)}</td><td class="number">${valueText(ours)}${spread === null ? "" : html` <span class="spread">± ${valueText(spread)}</span>`}</td><td class="number">${published === null ? "–" : valueText(ours - published)}</td></tr>`,
  );
  const drawn = numbers.some(({ published }) => published === null);
  return html`<section><h2>Their numbers and ours</h2>${wide("Their numbers and ours", html`<table class="numbers"><thead><tr><th scope="col">Number</th><th scope="col" class="number">Published</th><th scope="col" class="number">Here</th><th scope="col" class="number">Difference</th></tr></thead><tbody>${rows}</tbody></table>`)}
<p class="remark">± is half the 95 % confidence interval of the mean.${drawn ? " – stands where the paper prints no number." : ""}</p></section>`;
}

function settingsView({ settings, command }: ExperimentReport): Html {
  const rows = settings.map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`);
  return html`<section class="method"><h2>How it was run</h2><dl>${rows}<dt>To run it again</dt><dd><code>${command}</code></dd></dl></section>`;
}
