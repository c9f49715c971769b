/** A stretch of a series: from `start`, before `end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a series is learned from, chosen by, and judged on; one after the other. */
export interface SeriesParts {
  readonly train: Stretch;
  readonly validation: Stretch;
  readonly test: Stretch;
}

/** Parts by shares of the whole: 7 : 1 : 2 as published for all sets but ETT; rounded as there. */
export function partsByShare(
  length: number,
  [train, , test]: readonly [number, number, number] = [0.7, 0.1, 0.2],
): SeriesParts {
  const [first, last] = [Math.floor(train * length), Math.floor(test * length)];
  return partsAt(first, length - last, length);
}

/** As published for ETT: 12, 4 and 4 months of 30 days, and what comes after them unused. */
export function ettParts(stepsPerDay: number): SeriesParts {
  const month = 30 * stepsPerDay;
  return partsAt(12 * month, 16 * month, 20 * month);
}

function partsAt(train: number, validation: number, test: number): SeriesParts {
  return {
    train: { start: 0, end: train },
    validation: { start: train, end: validation },
    test: { start: validation, end: test },
  };
}
