/**
 * A seeded source of randomness, passed to whatever needs it: the same seed gives the same numbers on every
 * machine. The generator is sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state.
 */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
  /** out[i] = what `next` would give, rounded to float32, which may be 1; for many numbers four times as fast. */
  fill(out: Float32Array): Float32Array;
}

/**
 * A generator for `seed`. Different `streams` of one seed are independent of each other, so that adding a draw
 * to one part of a program doesn't change another: `createRandom(7, "noise")`.
 */
export function createRandom(seed: number, stream = ""): Random {
  // Signed 32-bit whole numbers, which engines keep in registers.
  let a = 0x9e3779b9 | 0;
  let b = Math.floor(seed) | 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  const fill = (out: Float32Array): Float32Array => {
    let [w, x, y, n] = [a, b, c, counter];
    for (let i = 0; i < out.length; i++) {
      const sum = (w + x + n) | 0;
      n = (n + 1) | 0;
      w = x ^ (x >>> 9);
      x = (y + (y << 3)) | 0;
      y = (((y << 21) | (y >>> 11)) + sum) | 0;
      out[i] = (sum >>> 0) / 2 ** 32;
    }
    [a, b, c, counter] = [w, x, y, n];
    return out;
  };
  for (const character of stream) {
    c ^= character.codePointAt(0) ?? 0;
    next();
  }
  for (let warmUp = 0; warmUp < 15; warmUp++) next();
  return { next, fill };
}

/** A uniform number in [low, high). */
export function uniform(random: Random, low = 0, high = 1): number {
  return low + (high - low) * random.next();
}

/** A uniform integer in 0 … count − 1. */
export function integer(random: Random, count: number): number {
  return Math.floor(random.next() * count);
}

/** A normal number with the given mean and standard deviation (Box and Muller 1958). */
export function normal(random: Random, mean = 0, deviation = 1): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return mean + deviation * radius * Math.cos(2 * Math.PI * random.next());
}

/** A shuffled copy (Fisher and Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const result = items.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = integer(random, i + 1);
    const held = result[i] as T;
    result[i] = result[j] as T;
    result[j] = held;
  }
  return result;
}

/** `count` different items (all of them, shuffled, where there are fewer). */
export function sample<T>(random: Random, items: readonly T[], count: number): T[] {
  return shuffled(random, items).slice(0, count);
}
