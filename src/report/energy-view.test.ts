import { expect, it } from "vitest";
import { energyText, energyView } from "./energy-view.ts";
import { render } from "./html.ts";

it.each([
  [[], "This model has no energy."],
  [[-0.5], "The energy is −0.500; no step was taken."],
  [[-0.237, -0.5, -0.5], "The energy falls from −0.237 to −0.500 in 2 steps."],
  [[-0.5, -0.5 + 1e-9], "The energy stays at −0.500."],
  [[0, 0, 0], "The energy stays at 0.00."],
  [[-1, -0.5, -2], "The energy goes from −1.00 to −2.00 in 2 steps; step 1 raises it."],
  [[1, 2, 3], "The energy goes from 1.00 to 3.00 in 2 steps; 2 of them raise it."],
  [[-1, Number.NaN], "The energy left the range of numbers."],
])("of %j says: %s", (energies, text) => expect(energyText(energies)).toBe(text));

it("draws a line where there are two points or more", () => {
  const drawings = [[], [1], [1, 1], [2, 1], [1, Number.NEGATIVE_INFINITY], [1.7e308, -1.7e308]].map(
    (energies) => render(energyView(energies, "r")).split("<svg").length - 1,
  );
  expect(drawings).toEqual([0, 0, 1, 1, 0, 0]);
});
