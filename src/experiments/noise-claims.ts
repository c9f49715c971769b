import type { Claim } from "../report/index.node.ts";
import { costBeyondDense, costOfNoise, type NoiseCurve, noiseTitles } from "./noise-curves.ts";
import type { NoiseKind } from "./noise-task.ts";
import type { PictureReading } from "./picture-task.ts";
import { dataTitles } from "./recall-curves.ts";

/** Errors that differ by at most this are alike; noise that costs dense less than this shows nothing. */
const alike = 0.02;

const families = {
  "top-K": ["top 20 %", "top 50 %", "top 80 %"],
  "random masking that keeps the pattern asked for": shareNames(", own kept"),
  "random masking": shareNames(""),
} as const;

const readingNames: Readonly<Record<PictureReading, string>> = {
  published: "β as published",
  standardised: "standardised",
};

/** Remark 4.2, for each way to be sparse, place of the noise, and β. */
export function remarkClaims(curves: readonly NoiseCurve[]): Claim[] {
  return (["published", "standardised"] as const).flatMap((reading) =>
    (["memories", "queries"] as const).flatMap((noise) =>
      (Object.keys(families) as (keyof typeof families)[]).map((family) =>
        remarkClaim(curves, { reading, noise, family }),
      ),
    ),
  );
}

function remarkClaim(
  curves: readonly NoiseCurve[],
  { reading, noise, family }: { reading: PictureReading; noise: NoiseKind; family: keyof typeof families },
): Claim {
  const here = curves.filter((curve) => curve.reading === reading && curve.noise === noise);
  const places = [...new Set(here.map(({ data }) => data))].map((data) => ({
    title: dataTitles[data],
    dense: costOfNoise(named(here, data, "dense")),
    others: families[family].map((model) => ({ model, ...costBeyondDense(named(here, data, model)) })),
  }));
  const told = places.filter(({ dense }) => dense >= alike);
  const less = told.every(({ others }) => others.every(({ mean, spread }) => mean + spread < 0));
  const texts = places.map(
    ({ title, dense, others }) =>
      `${title}: dense ${text(dense)}; beyond that ${others.map(({ model, mean, spread }) => `${model} ${text(mean)} ± ${text(spread)}`).join(", ")}`,
  );
  return {
    statement: `${capital(noiseTitles[noise])} costs ${family} less than dense (${readingNames[reading]}).`,
    by: "paper",
    verdict: told.length === 0 ? "untested" : less ? "holds" : "fails",
    reason: `What noise adds to the error, on average; less, where it adds at least ${alike} to that of dense, is below 0 with 95 % confidence for each of the family. ${texts.join(". ")}.`,
  };
}

/** What has to be so, whatever noise does. */
export function ownGates(curves: readonly NoiseCurve[]): Claim[] {
  const standardised = curves.filter(({ reading }) => reading === "standardised");
  const data = [...new Set(standardised.map((curve) => curve.data))];
  const clean = (model: string, name: (typeof data)[number]): NoiseCurve["points"][number] =>
    named(standardised, name, model).points[0];
  const gaps = data.map((name) =>
    Math.abs(clean("dense", name).error.mean - clean("top 20 %", name).error.mean),
  );
  const masked = data.map((name) => clean("80 % masked", name).identified.mean);
  return [
    {
      statement: "Without noise, standardised, dense and top 20 % err alike.",
      by: "here",
      verdict: Math.max(...gaps) <= alike ? "holds" : "fails",
      reason: `The errors differ by ${gaps.map((gap, i) => `${text(gap)} on ${dataTitles[data[i]]}`).join(", ")}.`,
    },
    {
      statement:
        "Without noise, standardised, what 80 % masking leaves out doesn’t come back: at most 20 % do, and 10 % for chance.",
      by: "here",
      verdict: masked.every((share) => share <= 0.3) ? "holds" : "fails",
      reason: `The right picture: ${masked.map((share, i) => `${text(share)} on ${dataTitles[data[i]]}`).join(", ")}.`,
    },
  ];
}

function named(curves: readonly NoiseCurve[], data: NoiseCurve["data"], model: string): NoiseCurve {
  const found = curves.find((curve) => curve.data === data && curve.model === model);
  if (!found) throw new RangeError(`noise claims: no curve of the model ${model}`);
  return found;
}

function shareNames(ending: string): string[] {
  return [20, 50, 80].map((percent) => `${percent} % masked${ending}`);
}

function capital(words: string): string {
  return words[0].toUpperCase() + words.slice(1);
}

function text(value: number): string {
  return value
    .toFixed(3)
    .replace(/^-(?=0\.000$)/, "")
    .replace("-", "−");
}
