import { mapInPlace } from "./distance.ts";
import type { Similarity } from "./similarity.ts";

/**
 * The radial exponential kernel s = exp(−(|x − ξ|₂ / r)ᵃ), in [0, 1], with radius r > 0 and exponent a > 0.
 * HEN appendix, eq. 2.
 * @throws RangeError when a parameter isn't positive.
 */
export function radialKernel({
  radius = 1,
  exponent = 2,
}: {
  radius?: number;
  exponent?: number;
} = {}): Similarity {
  if (!(radius > 0)) throw new RangeError(`radialKernel: radius must be > 0, got ${radius}`);
  if (!(exponent > 0)) throw new RangeError(`radialKernel: exponent must be > 0, got ${exponent}`);
  return {
    name: `radial(r=${radius}, a=${exponent})`,
    prepare: (patterns, backend) => ({
      scores: (out, states) =>
        mapInPlace(backend.squaredDistances(out, states, patterns), (s) =>
          Math.exp(-((Math.sqrt(s) / radius) ** exponent)),
        ),
    }),
  };
}
