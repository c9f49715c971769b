import { type Matrix, matrix, rowsOf } from "../math/index.ts";
import { featureLoss } from "./feature-loss.ts";
import { denseMap } from "./linear-map.ts";
import { inner, productTransposed, transposed } from "./products.ts";
import type { Space } from "./space.ts";
import type { SpaceInput } from "./span-space.ts";

/** Descent on W written out, for as many memories as dimensions or more: dL/dW = (dL/dF)ᵀ X with F = X Wᵀ. */
export function wholeSpace({ patterns, base, loss, backend }: SpaceInput): Space {
  const { rows: D, columns: d } = base;
  const start = base.matrix(backend).data;
  let turned: Matrix | undefined;
  const turnedPatterns = (): Matrix => {
    turned ??= transposed(patterns);
    return turned;
  };
  return {
    name: "whole",
    start: { own: start, image: start },
    evaluate: (point, rows) => {
      const X = rows ? rowsOf(patterns, rows) : patterns;
      const F = productTransposed(X, matrix(point.own, D, d), backend);
      const found = featureLoss(F, loss, backend);
      const gradient = productTransposed(
        transposed(found.gradient),
        rows ? transposed(X) : turnedPatterns(),
        backend,
      ).data;
      return { loss: found.loss, gradient: { own: gradient, image: gradient } };
    },
    inner: (a, b) => inner(a.own, b.own),
    mapAt: (point) => denseMap(matrix(point.own, D, d)),
  };
}
