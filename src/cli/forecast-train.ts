import { writeBytes } from "../data/index.node.ts";
import { type Forecast, saveForecaster, verdictOf } from "../forecast/index.ts";
import { type TaskFlags, withForecasts } from "./forecast-run.ts";
import { digits, jsonOfForecast } from "./forecast-text.ts";
import { answer, answerJson } from "./output.ts";
import { UsageError } from "./usage.ts";

interface Flags extends TaskFlags {
  out: string;
  json?: true;
}

/** `madeleine forecast train FILE`. */
export async function train(path: string, flags: Flags): Promise<void> {
  if ((flags.target?.length ?? 1) > 1) {
    throw new UsageError("--target: a forecaster is kept of one column; train once for each");
  }
  await withForecasts(path, flags, ([forecast]) => keep(path, flags, forecast));
}

function keep(path: string, flags: Flags, forecast: Forecast): void {
  writeBytes(flags.out, saveForecaster(forecast));
  if (flags.json) {
    answerJson({ out: flags.out, ...jsonOfForecast(path, forecast) });
    return;
  }
  const { chosen, column, horizon } = forecast;
  answer(
    [
      `${flags.out}: ${chosen.name} for ${horizon} steps of ${column.name}: ${chosen.settings}`,
      `Mean absolute error on the last part: ${digits(chosen.test.mae)} standard deviations. ${verdictOf(forecast).text}`,
    ].join("\n"),
  );
}
