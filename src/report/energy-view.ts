import { type Html, html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import { countOf, decimalText } from "./number-text.ts";

/** The energy before each step and after the last as a line, and in words what it does. */
export function energyView(energies: readonly number[], id: string): Html {
  const text = energyText(energies);
  if (!drawable(energies)) return html`<p class="remark">${text}</p>`;
  const line = isSteady(energies) ? energies.map(() => energies[0]) : energies;
  const chart = lineChart(line, {
    id: `${id}-energy`,
    title: "Energy by step",
    description: text,
    valueLabel: "Energy",
    placeLabel: "Steps taken",
  });
  return html`<figure class="energy">${chart}<figcaption>${text} Where the energy rests lies a stored picture, or a blend of some.</figcaption></figure>`;
}

/** What the energies do, in words. */
export function energyText(energies: readonly number[]): string {
  if (energies.length === 0) return "This model has no energy.";
  if (!energies.every(Number.isFinite)) return "The energy left the range of numbers.";
  const steps = energies.length - 1;
  const decimals = decimalsFor(energies);
  const [from, to] = [energies[0], energies[steps]].map((energy) => decimalText(energy, decimals));
  if (steps === 0) return `The energy is ${from}; no step was taken.`;
  if (isSteady(energies)) return `The energy stays at ${from}.`;
  const rises = energies.flatMap((energy, i) =>
    i > 0 && energy - energies[i - 1] > noiseOf(energies) ? [i] : [],
  );
  const path = `from ${from} to ${to} in ${countOf(steps, "step")}`;
  if (rises.length === 0) return `The energy falls ${path}.`;
  const where = rises.length === 1 ? `step ${rises[0]} raises it` : `${rises.length} of them raise it`;
  return `The energy goes ${path}; ${where}.`;
}

/** Differences up to this are rounding. */
function noiseOf(energies: readonly number[]): number {
  return Math.max(1e-300, 1e-6 * Math.max(...energies.map(Math.abs)));
}

function rangeOf(energies: readonly number[]): number {
  return Math.max(...energies) - Math.min(...energies);
}

function isSteady(energies: readonly number[]): boolean {
  return rangeOf(energies) <= noiseOf(energies);
}

/** A line needs two points, and numbers that a range can be taken of. */
function drawable(energies: readonly number[]): boolean {
  return energies.length > 1 && rangeOf(energies) < 1e300;
}

/** As many decimals as tell the energies apart. */
function decimalsFor(energies: readonly number[]): number {
  const range = isSteady(energies) ? Math.abs(energies[0]) || 1 : rangeOf(energies);
  return 2 - Math.floor(Math.log10(range));
}
