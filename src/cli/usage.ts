import { InvalidArgumentError } from "commander";

/** Something the user typed doesn't fit: told in one line, with exit code 2. */
export class UsageError extends Error {}

/** Runs `make`, whose complaints are about what the user typed. */
export function asUsage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Parses an option as a finite number for which `fits` holds; `rule` says which: "a number > 0". */
function numberWhere(fits: (value: number) => boolean, rule: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(Number.isFinite(value) && fits(value))) throw new InvalidArgumentError(`It must be ${rule}.`);
    return value;
  };
}

export const positiveNumber: (text: string) => number = numberWhere((value) => value > 0, "a number > 0");

export const nonNegativeNumber: (text: string) => number = numberWhere((value) => value >= 0, "a number ≥ 0");

export const numberFromOne: (text: string) => number = numberWhere((value) => value >= 1, "a number ≥ 1");

export const countFromOne: (text: string) => number = numberWhere(
  (value) => Number.isInteger(value) && value >= 1,
  "a whole number ≥ 1",
);

export const wholeNumber: (text: string) => number = numberWhere(
  (value) => Number.isInteger(value) && value >= 0,
  "a whole number ≥ 0",
);

/** Of seeds. */
export const seedNumber: (text: string) => number = wholeNumber;

export const share: (text: string) => number = numberWhere(
  (value) => value > 0 && value <= 1,
  "a number in (0, 1]",
);

export const shareNumber: (text: string) => number = numberWhere(
  (value) => value >= 0 && value <= 1,
  "a number from 0 to 1",
);
