import { expect, test } from "vitest";
import { matrix } from "../../math/index.ts";
import { scaled, scalingOf } from "./scaling.ts";

test("chosen rows get mean 0 and deviation 1; what never changes gets 0", () => {
  const instances = matrix([1, 5, 3, 5, 100, 6], 3, 2);
  const scaling = scalingOf(instances, [0, 1]);
  expect(Array.from(scaled(instances, scaling).data)).toEqual([-1, 0, 1, 0, 98, 1]);
  expect(() => scaled(matrix([1, 2, 3], 1, 3), scaling)).toThrow(/have 3 numbers, 2 were learned from/);
});
