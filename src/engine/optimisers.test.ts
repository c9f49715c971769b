import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AdamOptions, adam, adamW } from "./adam.ts";
import type { Optimiser } from "./optimiser.ts";
import { openParameters, type ParameterBlock } from "./parameters.ts";
import { cosineSchedule, stepSchedule } from "./schedule.ts";
import { type SgdOptions, sgd } from "./sgd.ts";
import { parameter } from "./source.ts";

/** One number's path in float64, told the gradients one after the other. */
type Plain = (start: number, gradients: readonly number[]) => number;

function plainSgd({ rate, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions): Plain {
  return (start, gradients) => {
    let [p, m] = [start, 0];
    for (const g of gradients) {
      const h = g + weightDecay * p;
      m = momentum * m + h;
      p -= rate * (nesterov ? h + momentum * m : m);
    }
    return p;
  };
}

function plainAdam(options: AdamOptions, apart: boolean): Plain {
  const { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return (start, gradients) => {
    let [p, m, v] = [start, 0, 0];
    gradients.forEach((g, i) => {
      const h = apart ? g : g + weightDecay * p;
      if (apart) p *= 1 - rate * weightDecay;
      m = beta1 * m + (1 - beta1) * h;
      v = beta2 * v + (1 - beta2) * h * h;
      const [mean, square] = [m / (1 - beta1 ** (i + 1)), v / (1 - beta2 ** (i + 1))];
      p -= (rate * mean) / (Math.sqrt(square) + epsilon);
    });
    return p;
  };
}

const sgdOptions: SgdOptions = { rate: 0.1, momentum: 0.8, weightDecay: 0.05 };
const adamOptions: AdamOptions = { rate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1 };

const OPTIMISERS: readonly (readonly [string, Optimiser, Plain])[] = [
  ["sgd", sgd({ rate: 0.1 }), plainSgd({ rate: 0.1 })],
  ["sgd with momentum and decay", sgd(sgdOptions), plainSgd(sgdOptions)],
  [
    "sgd with a look ahead",
    sgd({ ...sgdOptions, nesterov: true }),
    plainSgd({ ...sgdOptions, nesterov: true }),
  ],
  ["adam", adam(), plainAdam({}, false)],
  ["adam with decay", adam(adamOptions), plainAdam(adamOptions, false)],
  ["adamW", adamW(adamOptions), plainAdam(adamOptions, true)],
];

describe.each(OPTIMISERS)("%s", (_, optimiser, plain) => {
  it("moves each number as its formula says", () => {
    const number = fc.float({ min: -3, max: 3, noNaN: true, noDefaultInfinity: true });
    const steps = fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.tuple(number, number, number), steps, (start, gradients) => {
        const block = openParameters([parameter("p", [3], start, { decays: true })]);
        run(block, optimiser, gradients);
        start.forEach((first, i) => {
          const expected = plain(
            first,
            gradients.map((each) => each[i]),
          );
          expect(Math.abs(Number(block.values.p.data[i]) - expected)).toBeLessThan(
            2e-5 * (1 + Math.abs(expected)),
          );
        });
      }),
      { numRuns: 50 },
    );
  });

  it("moves any count of numbers, and nothing beside them", () => {
    for (const count of [1, 3, 4, 5, 16, 17, 33]) {
      const [before, p, behind] = ["before", "p", "behind"].map((name) => parameter(name, [count], 1));
      const block = openParameters([before, p, behind]);
      const place = block.places.get(p);
      const moments = Array.from({ length: optimiser.moments }, () => block.reserve());
      (block.gradients.p.data as Float32Array).fill(0.5);
      const at = (address: number): number => address + 4 * (place?.from ?? 0);
      const part = {
        ...{ values: at(block.valuesAt), gradients: at(block.gradientsAt), moments: moments.map(at) },
        ...{ count: place?.count ?? 0, decays: false },
      };
      optimiser.move(block.kernels, part, { step: 1, rate: optimiser.rate, scale: 1 });
      const [first] = block.values.p.data;
      expect(first).toBeLessThan(1);
      expect([...block.values.p.data]).toEqual(new Array(count).fill(first));
      for (const name of ["before", "behind"]) {
        expect([...block.values[name].data]).toEqual(new Array(count).fill(1));
      }
    }
  });
});

function run(block: ParameterBlock, optimiser: Optimiser, gradients: readonly (readonly number[])[]): void {
  const moments = Array.from({ length: optimiser.moments }, () => block.reserve());
  const { valuesAt: values, gradientsAt } = block;
  gradients.forEach((gradient, i) => {
    // Half the gradient, which the factor makes whole.
    (block.gradients.p.data as Float32Array).set(gradient.map((g) => g / 2));
    const part = { values, gradients: gradientsAt, moments, count: 4, decays: true };
    optimiser.move(block.kernels, part, { step: i + 1, rate: optimiser.rate, scale: 2 });
  });
}

describe("a block of parameters", () => {
  it("sums squares in float64", () => {
    const block = openParameters([parameter("p", [1000])]);
    (block.gradients.p.data as Float32Array).fill(1e-3).fill(1e2, 0, 1);
    const sum = block.kernels.sumOfSquares(block.gradientsAt, 1008);
    expect(sum).toBeCloseTo(1e4 + 999 * Math.fround(1e-3) ** 2, 8);
  });

  it("keeps its numbers while it grows beyond its memory", () => {
    const block = openParameters([parameter("p", [20_000], 3)]);
    const before = block.values.p;
    for (let i = 0; i < 10; i++) block.reserve();
    expect([before.data.length, block.values.p.data.length, block.values.p.data[19_999]]).toEqual([
      0, 20_000, 3,
    ]);
  });

  it("has parameters of different names", () => {
    expect(() => openParameters([parameter("p", [1]), parameter("p", [2])])).toThrow(
      'openParameters: two parameters are called "p"; rename one',
    );
    expect(() => openParameters([])).toThrow("openParameters: takes at least one parameter, got none");
  });
});

describe("a schedule", () => {
  it("falls along a cosine after it rose, and stays", () => {
    const schedule = cosineSchedule({ steps: 10, minimum: 0.2, warmUp: 3 });
    const shares = [0, 1, 2, 3, 8, 13, 99].map(schedule);
    expect(shares).toEqual([0.25, 0.5, 0.75, 1, 0.6, 0.2, 0.2].map((share) => expect.closeTo(share, 12)));
  });

  it("falls by steps", () => {
    const schedule = stepSchedule({ every: 3, factor: 0.5 });
    expect([0, 2, 3, 5, 6].map(schedule)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });
});

it.each([
  [() => sgd({ rate: -1 }), "sgd: rate must be a finite number from 0, got -1"],
  [() => sgd({ rate: 1, momentum: 1 }), "sgd: momentum must lie in [0, 1), got 1"],
  [() => adam({ beta2: 1.5 }), "adam: beta2 must lie in [0, 1), got 1.5"],
  [() => adamW({ weightDecay: -0.1 }), "adamW: weightDecay must lie in [0, Infinity), got -0.1"],
  [() => cosineSchedule({ steps: 0 }), "cosineSchedule: steps must be a whole number from 1, got 0"],
  [() => cosineSchedule({ steps: 2, minimum: 2 }), "cosineSchedule: minimum must lie in [0, 1], got 2"],
  [
    () => stepSchedule({ every: 2, factor: 0 }),
    "stepSchedule: factor must be a finite number above 0, got 0",
  ],
])("%s is refused", (make, message) => {
  expect(make).toThrow(new RangeError(message));
});
