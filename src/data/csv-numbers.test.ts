import { expect, test } from "vitest";
import { numericColumns } from "./csv-numbers.ts";

const table = {
  columns: ["when", "x", "y"],
  rows: [
    ["mon", "1", " -2.5 "],
    ["tue", "1e3", "+.5"],
  ],
};

test("chosen columns, in the order chosen", () => {
  expect(numericColumns(table, ["y", "x"])).toEqual({
    rows: 2,
    columns: 2,
    data: Float32Array.of(-2.5, 1, 0.5, 1000),
  });
});

test("all columns, also of the same name", () => {
  const numbers = numericColumns({ columns: ["a", "a"], rows: [["1", "2"]] });
  expect(numbers).toEqual({ rows: 1, columns: 2, data: Float32Array.of(1, 2) });
});

test.each([
  ["", /^a\.csv: row 2, column "x": is empty/],
  ["NaN", /row 2, column "x": expected a finite number.*"NaN"/],
  ["inf", /"inf"/],
  ["0x10", /"0x10"/],
  ["1 000", /"1 000"/],
  ["1e39", /within ±3\.4e38, got "1e39"/],
  ["1,5", /"1,5"; write a decimal point/],
])("refused: %j", (text, message) => {
  const rows = [["1"], [text]];
  expect(() => numericColumns({ columns: ["x"], rows }, ["x"], "a.csv")).toThrow(message);
});

test("columns that are missing or double", () => {
  expect(() => numericColumns(table, ["z"], "a.csv")).toThrow(
    /^a\.csv: has no column "z"; .*"when", "x", "y"/,
  );
  expect(() => numericColumns({ columns: ["a", "a"], rows: [] }, ["a"])).toThrow(/more than one column "a"/);
});
