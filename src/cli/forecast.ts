import { type Command, Option } from "commander";
import { forecasterNames, netNames } from "../forecast/index.ts";
import { netSeparations } from "../zoo/index.ts";
import { countFromOne, wholeNumber } from "./usage.ts";

const help = `
<file> is CSV, plain or gzipped: a row per time, a column of dates (found by itself), columns of numbers. Rows are put
on even steps; short gaps are filled by straight lines; what is done to the data is told on stderr.

Forecasters: recall looks for past windows like the last one and continues as they did (nothing is trained); linear is
one linear map, fitted in closed form; seasonal-naive and naive repeat the last season and the last value, and always
stand beside; net and stanhop, where they are asked for, are Hopfield nets that are trained (minutes): one layer, and
STanHop-Net. Each is fitted to the first 70 % of the series; options, and the forecaster itself where --model doesn't
say, are chosen on the next 10 %; the last 20 % say how far off it is, step by step: the band. Then the chosen one, but
for a net, is fitted to all of it.

Examples: madeleine forecast load.csv
          madeleine forecast load.csv --target load --horizon 24 --report page.html --csv next.csv
          madeleine forecast load.csv --model stanhop --uhop
          madeleine forecast train load.csv --out load.forecaster
          madeleine forecast predict newer.csv --with load.forecaster`;

const trainHelp = `
Chooses and fits as forecast does, and keeps the forecaster in a file.

Example: madeleine forecast train load.csv --horizon 24 --out load.forecaster`;

const predictHelp = `
The file needs the steps that the forecaster learned, and at least as much past as it looks at. The band is that of the
series it learned from.

Example: madeleine forecast predict newer.csv --with load.forecaster --csv next.csv`;

/** `madeleine forecast`: what comes next in a series, and how sure that is. */
export function configure(command: Command): void {
  command.enablePositionalOptions();
  configureTask(command.argument("<file>", "a CSV file of a series"));
  configureOutput(command)
    .option("--report <file>", "write a page: history, forecast with its band, what was remembered (.html)")
    .addHelpText("after", help)
    .action(async (path, flags) => (await import("./forecast-run.ts")).forecast(path, flags));
  const train = command.command("train").description("choose and fit a forecaster, and keep it in a file");
  configureTask(train.argument("<file>", "a CSV file of a series"))
    .requiredOption("--out <file>", "where the forecaster is kept")
    .option("--json", "print one JSON document")
    .addHelpText("after", trainHelp)
    .action(async (path, flags) => (await import("./forecast-train.ts")).train(path, flags));
  const predict = command.command("predict").description("forecast by a forecaster that train kept");
  predict
    .argument("<file>", "a CSV file of a series")
    .requiredOption("--with <file>", "what train wrote")
    .option("--target <column>", "which column (default: the one of the same name, or the only one)");
  configureReading(predict);
  configureOutput(predict)
    .addHelpText("after", predictHelp)
    .action(async (path, flags) => (await import("./forecast-predict.ts")).predict(path, flags));
}

function configureTask(command: Command): Command {
  command
    .option("--target <column>", "which column; again for several (default: OT, or the last one)", collected)
    .option(
      "--horizon <steps>",
      "how many steps ahead (default: 96, or a tenth of a short series)",
      countFromOne,
    )
    .option(
      "--model <name>",
      `${forecasterNames.join(" | ")}, chosen on the validation part where not said; or ${netNames.join(" | ")}`,
    )
    .addOption(
      new Option("--separation <name>", "of net (default: softmax) and of stanhop (entmax)").choices(
        netSeparations,
      ),
    )
    .option("--uhop", "stanhop with kernels that separate what it associates")
    .option("--epochs <count>", "of a net: passes over up to 2,000 windows each", countFromOne, 20)
    .option(
      "--season <steps>",
      "after how many it repeats (default: found by autocorrelation)",
      countFromOne,
    );
  return configureReading(command);
}

function configureReading(command: Command): Command {
  return command
    .option("--date <column>", "the column of dates (default: found)")
    .option("--max-gap <steps>", "the longest gap that is filled", wholeNumber, 24);
}

function configureOutput(command: Command): Command {
  return command
    .option("--csv <file>", "write the forecast as CSV, with its band")
    .option("--json", "print one JSON document");
}

function collected(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
