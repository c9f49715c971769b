import { type Command, Option } from "commander";
import { visionSeparations } from "../zoo/index.ts";
import { countFromOne, nonNegativeNumber, positiveNumber, seedNumber, shareNumber } from "./usage.ts";

const help = `
Pictures of two classes or more: a small net with Hopfield layers, trained on your own.

Examples:
  madeleine classify train ./photos --report photos.html --out photos.model
  madeleine classify predict new.jpg --model photos.model`;

const trainHelp = `
<folder> holds a subfolder for each class, such as photos/cats and photos/dogs, with its pictures. Every picture is told
by a net that learned from the other folds; the share told right, with its 95 % interval, stands beside that of always
saying the largest class, and of the class of the picture that is nearest in its pixels. --out then learns once more from
all pictures. Finished folds are kept: the same command goes on where it was interrupted, or killed.

Example: madeleine classify train ./photos --epochs 60 --report photos.html --out photos.model`;

const predictHelp = `
Each picture gets the class with the net's largest share, which is no calibrated probability, and the remembered
pictures that are most like it to the net.

Example: madeleine classify predict new.jpg --model photos.model --json`;

/** `madeleine classify`: pictures told apart. */
export function configure(command: Command): void {
  command.addHelpText("after", help);
  const train = command.command("train").description("learn to tell pictures apart, and say how well");
  train.argument("<folder>", "a folder with a subfolder for each class");
  configureNet(train);
  train
    .option("--folds <count>", "how many parts are held out in turn, each class alike", countFromOne, 5)
    .option("--seed <number>", "another seed cuts other folds", seedNumber, 1)
    .option("--out <file>", "write the model, learned from all pictures")
    .option("--report <file>", "write a page with every mistake, and what it is most like (.html)")
    .option("--keep <folder>", "where finished folds are kept", "madeleine-classify")
    .option("--fresh", "run folds again that are kept")
    .option("--json", "print one JSON document")
    .addHelpText("after", trainHelp)
    .action(async (path, flags) => (await import("./classify-train.ts")).train(path, flags));
  command
    .command("predict")
    .description("tell pictures by a model that train wrote")
    .argument("<pictures...>", "pictures, or folders of them")
    .requiredOption("--model <file>", "what train wrote with --out")
    .option("--json", "print one JSON document")
    .addHelpText("after", predictHelp)
    .action(async (paths, flags) => (await import("./classify-predict.ts")).predict(paths, flags));
}

function configureNet(command: Command): void {
  command
    .option("--side <pixels>", "pictures are shrunk to this size", countFromOne, 32)
    .option(
      "--patch <pixels>",
      "a side of the patches they are cut into, which divides theirs",
      countFromOne,
      4,
    )
    .option("--width <count>", "units of the embedding", countFromOne, 32)
    .option("--heads <count>", "which divide the width", countFromOne, 4)
    .option("--layers <count>", "encoder layers", countFromOne, 1)
    .addOption(
      new Option("--separation <name>", "of the Hopfield layers")
        .choices(visionSeparations)
        .default("softmax"),
    )
    .option("--kernels", "separate patches by U-Hop's first stage before they are associated")
    .option("--dropout <share>", "left out while learning, in [0, 1)", shareNumber, 0.2)
    .option("--epochs <count>", "passes over the pictures", countFromOne, 40)
    .option("--batch <count>", "pictures to a step", countFromOne, 16)
    .option("--rate <number>", "learning rate, > 0", positiveNumber, 1e-3)
    .option("--decay <number>", "weight decay, ≥ 0", nonNegativeNumber, 0.05);
}
