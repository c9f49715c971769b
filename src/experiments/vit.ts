import type { ComparedNumber } from "../report/index.node.ts";
import { defineExperiment, type Experiment } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { meanOfFew } from "./mean.ts";
import { vitClaims } from "./vit-claims.ts";
import type { VitSetName } from "./vit-data.ts";
import { finalTest, maxTrain, type VitGroup, vitCharts, vitGroups, vitTitles } from "./vit-groups.ts";
import { type VitCell, type VitModelName, type VitOutcome, vitCell } from "./vit-task.ts";

/** Largest training accuracy and test accuracy of all training pictures, as printed. U-Hop, table 1. */
const printed: Partial<Record<VitSetName, Partial<Record<VitModelName, readonly [number, number]>>>> = {
  cifar10: {
    MHM: [0.56, 0.522],
    "MHM + U-Hop": [0.646, 0.552],
    "Sparse MHM": [0.559, 0.52],
    "Sparse MHM + U-Hop": [0.664, 0.554],
  },
  cifar100: {
    MHM: [0.323, 0.263],
    "MHM + U-Hop": [0.441, 0.287],
    "Sparse MHM": [0.496, 0.26],
    "Sparse MHM + U-Hop": [0.454, 0.29],
  },
  tinyimagenet: {
    MHM: [0.489, 0.122],
    "MHM + U-Hop": [0.614, 0.127],
    "Sparse MHM": [0.172, 0.123],
    "Sparse MHM + U-Hop": [0.606, 0.125],
  },
};

const rows = ["MHM", "MHM + U-Hop", "Sparse MHM", "Sparse MHM + U-Hop"] as const;
const beside = ["MHM + U-Hop as coded", "MHM + Φ as drawn", "MHM, one patch"] as const;

const cifar = { patch: 8, width: 128, layers: 1, epochs: 25, batchSize: 64, rate: 1e-3 };
const tiny = { patch: 16, width: 128, layers: 3, epochs: 25, batchSize: 64, rate: 1e-3 };

/** Vision transformers with Hopfield layers, with and without U-Hop. U-Hop, table 1 and figures 4, 6 and 27 to 49. */
export const vit: Experiment<VitCell, VitOutcome> = defineExperiment({
  name: "vit",
  version: 1,
  title: "Pictures told apart with and without U-Hop",
  paper: "Wu et al. 2024 (U-Hop), table 1, figures 4, 6 and 27 to 49, appendix F.4",
  question:
    "Does a separated kernel before the Hopfield layer of a vision transformer make it memorise more, generalise better and converge faster? Does sparsity?",
  settings: [
    {
      name: "Net",
      text: "Patches embedded, learned places added, a class token that asks the patches in a Hopfield layer of 4 heads; norms before the layer and before an MLP, both added to what goes in; one layer, three for Tiny ImageNet. The paper says “the same process as Dosovitskiy et al.”; its code has neither places nor MLP. Reduced: 128 units for 512.",
    },
    {
      name: "Patches",
      text: "8 × 8 on 32 × 32, 16 × 16 on 64 × 64: 16 of them. Printed are patches of 32 and of 64, the whole picture: a single key, whose weight is 1 under every separation, so that dense and sparse can’t differ and nothing can be separated. “One patch” is that net.",
    },
    {
      name: "U-Hop",
      text: "A Φ before W_Q and W_K, algorithm 2: a step of descent on the separation loss (definition 3.1, t = 2) at a rate of 0.1, over a batch of its own, before each step of Adam, which leaves Φ alone. N_i isn’t said. As coded: the radial loss, at a rate of 1, moves the embedding too, Adam moves Φ, and values are read from behind it.",
    },
    {
      name: "Beside them",
      text: "The same net with a Φ that stays as it was drawn: what is due to one more matrix, and not to separation. Φ is linear, so that W_Q and W_K could take it in: the weights that can be reached are the same.",
    },
    {
      name: "Training",
      text: "Adam along a cosine, 1e-3, 25 epochs, no augmentation. Batches of 64 for 128, as pictures are fewer; on Tiny ImageNet 1e-3 for 1e-4, for the same reason.",
    },
    {
      name: "Pictures",
      text: "Drawn for each run; 1,000 of CIFAR-10’s and of Tiny ImageNet’s test (validation) pictures. CIFAR-100 where cifar100/train.bin and test.bin are given. Published numbers are of all training pictures.",
    },
    {
      name: "Accuracy",
      text: "Training: the largest over the epochs, on at most 1,000 of the pictures learned from. Test: after the last epoch. Runs are paired: the same pictures, and the same start but for Φ; claims are judged by the differences of all sizes together; ± is half the 95 % interval of the mean over runs, by Student’s t: of two runs 12.7 standard errors.",
    },
  ],
  presets: {
    quick: {
      about: "Generated coloured squares in pictures of 8 × 8; 96 of them, 2 runs.",
      seconds: 5,
      data: [],
      cells: cellsOf("squares", [96], {
        ...{ patch: 2, width: 16, layers: 1, epochs: 8, batchSize: 16, rate: 1e-2 },
        runs: 2,
      }),
    },
    paper: {
      about: "CIFAR-10 from 1,000 to 10,000 pictures; 1,000 of Tiny ImageNet; CIFAR-100 where it is given.",
      seconds: 2400,
      data: ["cifar10", "cifar10-test", "tinyimagenet", "cifar100"],
      cells: [
        ...cellsOf("cifar10", [1000, 2000], { ...cifar, runs: 3 }, []),
        ...cellsOf("cifar10", [5000], { ...cifar, runs: 2 }),
        ...cellsOf("cifar10", [10_000], { ...cifar, runs: 3 }, ["MHM + Φ as drawn"]),
        ...cellsOf("tinyimagenet", [1000], { ...tiny, runs: 2 }, []),
        ...cellsOf("cifar100", [1000, 5000], { ...cifar, runs: 3 }),
      ],
    },
  },
  run: vitCell,
  summarise: (results) => {
    const groups = vitGroups(results);
    return {
      claims: vitClaims(groups),
      numbers: grouped(groups, ({ data, model }) => `${data} ${model}`).flatMap(numbersOf),
    };
  },
  chart: (results) => vitCharts(vitGroups(results)),
});

/** The table’s rows at every size, what stands beside them at the largest. */
function cellsOf(
  data: VitSetName,
  sizes: readonly number[],
  { runs, ...rest }: Omit<VitCell, "data" | "model" | "size" | "run"> & { readonly runs: number },
  more: readonly VitModelName[] = beside,
): VitCell[] {
  return sizes.flatMap((size, i) =>
    Array.from({ length: runs }, (_, run) => run).flatMap((run) =>
      [...rows, ...(i === sizes.length - 1 ? more : [])].map((model) => ({
        data,
        model,
        size,
        ...rest,
        run,
      })),
    ),
  );
}

/** Of one model on one set, at its largest size. */
function numbersOf(sizes: readonly VitGroup[]): ComparedNumber[] {
  const { data, model, size, runs } = sizes.reduce((a, b) => (b.size > a.size ? b : a));
  return [maxTrain, finalTest].map((of, i) => {
    const { mean, spread } = meanOfFew(runs.map(of));
    const name = `${vitTitles[data]}, ${size} pictures, ${model}: ${i === 0 ? "largest training" : "test"} accuracy`;
    return { name, published: printed[data]?.[model]?.[i] ?? null, ours: mean, spread };
  });
}
