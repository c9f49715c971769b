import { stepText, timeText } from "../data/index.ts";
import { type Forecast, type Trial, verdictOf } from "../forecast/index.ts";
import { forecastChart, legend, rememberedChart } from "./forecast-chart.node.ts";
import { type Html, html } from "./html.ts";
import { countOf, countText, percentText } from "./number-text.ts";
import { page } from "./page.ts";
import { valueText } from "./value-text.ts";
import { wide } from "./wide.ts";

/** Forecasts of the columns of one file. */
export interface ForecastReport {
  readonly fileName: string;
  readonly forecasts: readonly Forecast[];
}

/**
 * One self-contained HTML document: history and forecast with the band of its past errors, what the naive forecasts say,
 * who does how well, and the stretches of the past that were remembered.
 */
export function forecastPage({ fileName, forecasts }: ForecastReport): string {
  const articles = forecasts.map((forecast, i) => article(fileName, forecast, `f${i + 1}`));
  const names = forecasts.map(({ column }) => column.name).join(", ");
  return page(`${fileName}: forecast of ${names}`, html`${articles}`, style);
}

const badges = { better: "recalled", naive: "blend", worse: "unknown" } as const;
const badgeTexts = {
  better: "Beats the naive forecasts",
  naive: "A naive forecast",
  worse: "A naive forecast beats it",
} as const;

function article(fileName: string, forecast: Forecast, id: string): Html {
  const { column, horizon, chosen, band } = forecast;
  const verdict = verdictOf(forecast);
  const { values } = column;
  const last = values.length - 1;
  return html`<article class="experiment" aria-labelledby="${id}-title"><header>
<p class="asked"><span class="badge ${badges[verdict.kind]}">${badgeTexts[verdict.kind]}</span> <span><bdi>${fileName}</bdi>, column <bdi>${column.name}</bdi>: ${countText(values.length)} values, ${stepText(column.step)}, ${timeText(column, 0)} to ${timeText(column, last)}</span></p>
<h1 id="${id}-title">The next ${horizon === 1 ? "step" : `${countText(horizon)} steps`} of <bdi>${column.name}</bdi></h1>
<p class="sure">${verdict.text}</p>
<p class="remark">By ${chosen.name}: ${chosen.settings}. ${bandText(band)}</p></header>
<section><h2>Forecast</h2>${forecastChart(forecast, `${id}-forecast`)}${valuesView(forecast)}</section>
<section><h2>How far off each is</h2>${trialsView(forecast)}</section>
${rememberedView(forecast, id)}</article>`;
}

function bandText(band: Forecast["band"]): string {
  if (!band) return "There are too few past forecasts to measure errors by, so there is no band.";
  const held =
    band.held === null
      ? ""
      : ` Tried on itself: a band of the earlier half held ${percentText(band.held)} of the later half.`;
  return `The band is what ${percentText(band.share)} of its forecasts on the last part were within.${held}`;
}

function valuesView({ column, values, band }: Forecast): Html {
  const rows = Array.from(values, (value, h) => {
    const width = band?.halfWidths[h];
    const ends = width === undefined ? [null, null] : [value - width, value + width];
    return html`<tr><th scope="row">${timeText(column, column.values.length + h)}</th>${[value, ...ends].map((cell) => html`<td class="number">${cell === null ? "–" : String(Number(cell.toPrecision(5)))}</td>`)}</tr>`;
  });
  return html`<details class="more"><summary>The values</summary>${wide("The values", html`<table class="values"><thead><tr><td></td><th scope="col" class="number">Forecast</th><th scope="col" class="number">From</th><th scope="col" class="number">To</th></tr></thead><tbody>${rows}</tbody></table>`)}</details>`;
}

function trialsView({ tried, chosen, standard, column, parts }: Forecast): Html {
  const head = ["MAE, chosen by", "MAE, last part", "MSE", `MAE in ${column.name}`];
  const row = ({ name, settings, validation, test }: Trial): Html => {
    const cells = [validation.mae, test.mae, test.mse, test.mae * standard.deviation];
    const title = name === chosen.name ? html`<b>${name}</b>` : name;
    return html`<tr><th scope="row">${title} <span class="spread">${settings}</span></th>${cells.map((cell) => html`<td class="number">${valueText(cell)}</td>`)}</tr>`;
  };
  const at = (place: number): string => timeText(column, place);
  return html`${wide("Forecasters, compared", html`<table class="numbers"><thead><tr><th scope="col">Forecaster</th>${head.map((text) => html`<th scope="col" class="number">${text}</th>`)}</tr></thead><tbody>${tried.map(row)}</tbody></table>`)}
<p class="remark">MAE is the mean absolute error, MSE the mean square, in standard deviations of the first part (up to ${at(parts.train.end - 1)}), which forecasters were fitted to. Options and forecaster were chosen on the second (up to ${at(parts.validation.end - 1)}); ${countOf(tried[0].origins, "forecast")} through the last part judged them.</p>`;
}

function rememberedView(forecast: Forecast, id: string): Html {
  const { remembered, column, chosen } = forecast;
  if (!remembered || remembered.episodes.length === 0) return html``;
  const { window, episodes } = remembered;
  const items = episodes.map(({ start, weight, count }, i) => {
    const name = `${timeText(column, start)} to ${timeText(column, start + window - 1)}`;
    const drawn = rememberedChart(
      forecast,
      { start, window, weight: percentText(weight) },
      { id: `${id}-past-${i + 1}`, name },
    );
    const windows = count === 1 ? "" : `, ${countText(count)} windows around it`;
    return html`<li><p class="step">${name}</p><p class="remark">weight ${percentText(weight)}${windows}</p>${drawn}</li>`;
  });
  const whose =
    chosen.name === "recall"
      ? "The forecast is made of them"
      : "The recalled forecast, which wasn’t chosen, is made of them";
  return html`<section><h2>What is remembered</h2>
<p>The stretches of the past most like the last ${countText(window)} values, brought to their level and size, and how each went on. ${whose}, by weight.</p>
${legend(["history", "seasonal-naive", "forecast"], { history: "the last window", "seasonal-naive": "the past, and what followed" })}
<ul class="pasts">${items}</ul></section>`;
}

const style = `
.pasts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1.5rem 2rem; margin-top: 1rem; }
.pasts li { min-width: 0; } .pasts .plot { min-width: 0; } .pasts p { margin: 0; }
.numbers th .spread { display: block; font-size: .8125rem; }
`;
