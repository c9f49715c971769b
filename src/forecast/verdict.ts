import type { Forecast, Trial } from "./forecast.ts";

/** What a forecast is worth beside those that anybody can make. */
export interface ForecastVerdict {
  /** `"better"` than both naive ones on the test part, `"worse"` than one of them, or `"naive"`: one of them itself. */
  readonly kind: "better" | "worse" | "naive";
  /** The naive one with the lower error on the test part. */
  readonly rival: Trial;
  /** 1 − its error / the rival's: above 0 where the forecast is better. */
  readonly gain: number;
  /** The trial with the lowest error on the test part. */
  readonly best: Trial;
  readonly text: string;
}

const naiveNames: readonly string[] = ["seasonal-naive", "naive"];

/** Judged by the mean absolute error on the test part, which nothing was fitted to or chosen by. */
export function verdictOf({ chosen, tried }: Pick<Forecast, "chosen" | "tried">): ForecastVerdict {
  const byTest = [...tried].sort((a, b) => a.test.mae - b.test.mae);
  const rival = byTest.find(({ name }) => naiveNames.includes(name)) ?? chosen;
  const gain = 1 - chosen.test.mae / rival.test.mae;
  const best = byTest[0];
  const kind = naiveNames.includes(chosen.name) ? "naive" : gain > 0 ? "better" : "worse";
  return { kind, rival, gain, best, text: textOf(kind, { chosen, rival, gain, best }) };
}

function textOf(
  kind: ForecastVerdict["kind"],
  { chosen, rival, gain, best }: { chosen: Trial; rival: Trial; gain: number; best: Trial },
): string {
  const percent = `${Math.abs(100 * gain).toFixed(Math.abs(gain) < 0.1 ? 1 : 0)} %`;
  const other =
    best.name !== chosen.name && best.name !== rival.name
      ? ` On that part ${best.name} does best, though not on the part that forecasters are chosen by.`
      : "";
  if (kind === "naive") {
    return chosen.name === rival.name
      ? `Nothing tried here does better than the ${nameOf(chosen)} forecast, so that is what it is.${other}`
      : `The ${nameOf(rival)} forecast does better on the last part, by ${percent} (--model ${rival.name}).${other}`;
  }
  if (kind === "better") {
    return `The ${nameOf(chosen)} forecast’s mean error on the last part is ${percent} below the ${nameOf(rival)} forecast’s.${other}`;
  }
  return `The ${nameOf(rival)} forecast does better: the ${nameOf(chosen)} forecast’s mean error on the last part is ${percent} above its (--model ${rival.name}).${other}`;
}

function nameOf({ name }: Trial): string {
  return name === "seasonal-naive" ? "seasonal naive" : name;
}
