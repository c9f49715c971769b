/** A model with its numbers, as chosen in the page. */
export interface ModelChoice {
  readonly name: ModelName;
  /** Of β and the model's own number, those that it takes. */
  readonly values: Readonly<Partial<Record<Dial, number>>>;
}

/** The models that are offered, with what they are called. */
export const modelTitles = {
  dense: "Dense",
  sparse: "Sparse",
  "generalised-sparse": "Entmax",
  "top-k": "Top-K",
  "squared-euclidean": "Squared distance",
  manhattan: "Manhattan distance",
  polynomial: "Polynomial",
  "nearest-neighbour": "Nearest neighbour",
} as const;

export type ModelName = keyof typeof modelTitles;

export const offeredModels: readonly ModelName[] = Object.keys(modelTitles) as ModelName[];

/** A number that can be turned. */
export interface DialRange {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
  /** Whether equal ways of the slider are equal factors. */
  readonly logarithmic?: boolean;
  readonly step: number;
}

export const dials = {
  beta: { label: "β", least: 0.5, most: 500, fallback: 20, logarithmic: true, step: 0.01 },
  alpha: { label: "α", least: 1, most: 3, fallback: 1.5, step: 0.05 },
  k: { label: "K", least: 1, most: 40, fallback: 5, step: 1 },
  degree: { label: "degree", least: 1, most: 60, fallback: 10, step: 1 },
} satisfies Record<string, DialRange>;

export type Dial = keyof typeof dials;

/** The dials that a model takes. */
const dialsTaken: Readonly<Record<ModelName, readonly Dial[]>> = {
  dense: ["beta"],
  sparse: ["beta"],
  "generalised-sparse": ["beta", "alpha"],
  "top-k": ["beta", "k"],
  "squared-euclidean": ["beta"],
  manhattan: ["beta"],
  polynomial: ["degree"],
  "nearest-neighbour": [],
};

/** The dials of a model. */
export function dialsOf(name: ModelName): readonly Dial[] {
  return dialsTaken[name];
}

/** The number at a dial: the chosen one, or its usual value. */
export function dialValue({ values }: ModelChoice, dial: Dial): number {
  return values[dial] ?? dials[dial].fallback;
}

/** What the four columns show at first. */
export const firstChoices: readonly ModelChoice[] = [
  { name: "dense", values: { beta: 4 } },
  { name: "generalised-sparse", values: { beta: 4 } },
  { name: "sparse", values: { beta: 4 } },
  { name: "top-k", values: { beta: 4 } },
];

/** Choices as they stand in the address: `dense,beta:8;top-k,beta:8,k:3`. */
export function textOfChoices(choices: readonly ModelChoice[]): string {
  return choices
    .map(({ name, values }) =>
      [name, ...Object.entries(values).map(([dial, value]) => `${dial}:${value}`)].join(","),
    )
    .join(";");
}

/** Choices from their text; the first ones where there is none that can be read. At most six. */
export function choicesOf(text: string | undefined): readonly ModelChoice[] {
  const read = (text ?? "").split(";").flatMap((part): ModelChoice[] => {
    const [word, ...pairs] = part.split(",");
    const name = offeredModels.find((known) => known === word);
    if (!name) return [];
    const values = pairs.flatMap((pair) => {
      const [dial, number] = pair.split(":");
      const known = dialsOf(name).find((taken) => taken === dial);
      const value = Number(number);
      return known && value >= dials[known].least && value <= dials[known].most ? [[known, value]] : [];
    });
    return [{ name, values: Object.fromEntries(values) }];
  });
  return read.length > 0 ? read.slice(0, 6) : firstChoices;
}
