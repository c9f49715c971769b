import { type Command, Option } from "commander";
import { bagSeparations, defaultBagSettings, poolings } from "../zoo/index.ts";
import {
  countFromOne,
  nonNegativeNumber,
  numberFromOne,
  positiveNumber,
  seedNumber,
  share,
  shareNumber,
} from "./usage.ts";

const help = `
Multiple-instance learning: bags of instances, a label for each bag, none for an instance.

Examples:
  madeleine bags train slides.csv --report slides.html --out slides.bags
  madeleine bags predict new.csv --model slides.bags`;

const trainHelp = `
<bags> is one of
  a CSV file    a row per instance: its bag, the bag's label, its features; with or without column names. Columns
                called "bag" and "label" may stand anywhere
  NAME.data.csv of a published set (.csv.gz too), with NAME.bagids.csv and NAME.labels.csv beside it
  a folder      a folder per class, in it a folder per bag, in that its pictures

Every bag is scored by a model that learned from the other folds; the AUC of these scores, with its 95 % interval,
stands beside that of mean and max pooling. --out then learns once more from all bags. Finished folds are kept: the same
command goes on where it was interrupted, or killed.

Examples:
  madeleine bags train slides.csv --report slides.html --out slides.bags
  madeleine bags train Elephant.data.csv.gz --separation sparsemax --json`;

const predictHelp = `
<bags> as for train; labels may be missing. Each bag gets the model's share for the positive class, and the instance that
decided most: the one without which that share moves farthest. A share is no calibrated probability.

Example: madeleine bags predict new.csv --model slides.bags --out scores.csv`;

/** `madeleine bags`: multiple-instance learning. */
export function configure(command: Command): void {
  command.addHelpText("after", help);
  const train = command.command("train").description("learn to tell bags apart, and say how well");
  train.argument("<bags>", "a CSV file, a published set, or a folder of pictures");
  configureTask(train);
  configureNet(train);
  train
    .option("--no-baselines", "leave mean and max pooling out")
    .option("--out <file>", "write the model, learned from all bags")
    .option("--report <file>", "write a page with the deciding instances of each bag (.html)")
    .option("--keep <folder>", "where finished folds are kept", "madeleine-bags")
    .option("--fresh", "run folds again that are kept")
    .option("--json", "print one JSON document")
    .addHelpText("after", trainHelp)
    .action(async (path, flags) => (await import("./bags-train.ts")).train(path, flags));
  command
    .command("predict")
    .description("score bags by a model that train wrote")
    .argument("<bags>", "a CSV file, a published set, or a folder of pictures")
    .requiredOption("--model <file>", "what train wrote with --out")
    .option("--out <file>", "write the scores as CSV")
    .option("--json", "print one JSON document")
    .addHelpText("after", predictHelp)
    .action(async (path, flags) => (await import("./bags-predict.ts")).predict(path, flags));
}

function configureTask(command: Command): void {
  command
    .option("--positive <label>", "the label of the positive class (default: 1, true, yes, pos or positive)")
    .option("--folds <count>", "how many parts are held out in turn, each class alike", countFromOne, 10)
    .option("--seed <number>", "another seed cuts other folds", seedNumber, 1)
    .option("--side <pixels>", "pictures are shrunk to this size", countFromOne, 28)
    .option("--grey", "pictures are taken without colour");
}

function configureNet(command: Command): void {
  const { beta, heads, prototypes, steps, width, dropout, epochs, ...rest } = defaultBagSettings;
  const { batchSize, learningRate, weightDecay, alpha, fraction } = rest;
  command
    .addOption(
      new Option("--pooling <name>", "how instances are pooled").choices(poolings).default("hopfield"),
    )
    .addOption(
      new Option("--separation <name>", "of Hopfield pooling").choices(bagSeparations).default("softmax"),
    )
    .option("--alpha <number>", "of entmax, where it starts; > 1", numberFromOne, alpha)
    .option("--fraction <share>", "of instances that top-k and random-masked keep", share, fraction)
    .option("--beta <number>", "inverse temperature, > 0", positiveNumber, beta)
    .option("--heads <count>", "which divide the width", countFromOne, heads)
    .option("--prototypes <count>", "learned queries", countFromOne, prototypes)
    .option("--steps <count>", "retrieval steps", countFromOne, steps)
    .option("--width <count>", "units of the embedding", countFromOne, width)
    .option("--dropout <share>", "left out while learning, in [0, 1)", shareNumber, dropout)
    .option("--epochs <count>", "passes over the bags; the best one counts", countFromOne, epochs)
    .option("--batch <count>", "bags to a step", countFromOne, batchSize)
    .option("--rate <number>", "learning rate, > 0", positiveNumber, learningRate)
    .option("--decay <number>", "weight decay, ≥ 0", nonNegativeNumber, weightDecay);
}
