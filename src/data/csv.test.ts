import { readFileSync } from "node:fs";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { expect, test } from "vitest";
import { realData } from "../../test/real-data.ts";
import { type CsvDelimiter, readCsv, writeCsv } from "./csv.ts";
import { numericColumns } from "./csv-numbers.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, header = true): unknown => readCsv(utf8(text), "a.csv", { header });

test("plain, gzipped, with a byte order mark, with any line ends", () => {
  const expected = {
    columns: ["a", "b"],
    rows: [
      ["1", "2"],
      ["", "x"],
    ],
  };
  for (const text of [
    "a,b\n1,2\n,x\n",
    "a,b\r\n1,2\r\n,x",
    "\ufeffa,b\r1,2\r,x\r",
    "\n\na,b\n\n1,2\r\n\r\n,x\n\n",
  ]) {
    expect(read(text)).toEqual(expected);
    expect(readCsv(gzipSync(utf8(text)))).toEqual(expected);
  }
});

test("quotes", () => {
  expect(read('"a ""b""","c,d"\n"1\r\n2",\n"",""""\n')).toEqual({
    columns: ['a "b"', "c,d"],
    rows: [
      ["1\r\n2", ""],
      ["", '"'],
    ],
  });
});

test("the delimiter is the commonest in the first line, outside quotes", () => {
  expect(read("a;b,c;d\n1;2;3\n")).toEqual({ columns: ["a", "b,c", "d"], rows: [["1", "2", "3"]] });
  expect(read('a\t"x,y,z"\n1\t2\n')).toEqual({ columns: ["a", "x,y,z"], rows: [["1", "2"]] });
  expect(read('"a"\n1;2\n')).toEqual({ columns: ["a"], rows: [["1;2"]] });
  expect(readCsv(utf8("a,b\n"), "a.csv", { delimiter: ";" })).toEqual({ columns: ["a,b"], rows: [] });
});

test("without a line of names", () => {
  expect(read("1\t2\n3\t4\n", false)).toEqual({
    columns: ["0", "1"],
    rows: [
      ["1", "2"],
      ["3", "4"],
    ],
  });
});

test.each<[string, RegExp]>([
  ["", /^a\.csv: is empty/],
  ["\n\n", /^a\.csv: is empty/],
  ['a,b\n"1\n2",3\n\n4\n', /^a\.csv: line 5 has 1 fields, the first line has 2/],
  ["a,b\n1,2,3\n", /line 2 has 3 fields/],
  ['a,b\n1,"2\n3,4\n', /line 2: a quoted field begins here and never ends/],
  ['a,b\n1,x"2\n', /line 2: a quote within a field/],
  ['a,b\n1,"x"2\n', /line 2: text behind a closing quote/],
])("refused: %j", (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test("what is no UTF-8", () => {
  expect(() => readCsv(Uint8Array.of(0xff, 0xfe, 97, 0), "a.csv")).toThrow(/^a\.csv: is no text in UTF-8/);
});

test("cut short at every byte it is read or refused with a plain error", () => {
  const packed = gzipSync(utf8('a,"b"\n1,"x ""y"""\nä,2\n'));
  for (let end = 2; end < packed.length; end++) {
    expect(() => readCsv(packed.subarray(0, end), "a.csv")).toThrow(/^a\.csv: /);
  }
  const plain = utf8('a,"b"\n1,"x ""y"""\nä,2\n');
  for (let end = 0; end < plain.length; end++) {
    try {
      readCsv(plain.subarray(0, end), "a.csv");
    } catch (error) {
      expect(String(error)).toMatch(/^Error: a\.csv: /);
    }
  }
});

test("round trip", () => {
  const field = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...'a",;\t\r\n\ufeff ') }),
  );
  const tables = fc.integer({ min: 1, max: 4 }).chain((width) => {
    const fields = fc.array(field, { minLength: width, maxLength: width });
    return fc.record({ columns: fields, rows: fc.array(fields, { maxLength: 4 }) });
  });
  fc.assert(
    fc.property(tables, fc.constantFrom<CsvDelimiter>(",", ";", "\t"), (table, delimiter) => {
      const bytes = writeCsv(table, { delimiter });
      expect(readCsv(bytes, "a.csv", { delimiter })).toEqual(table);
      expect(readCsv(bytes)).toEqual(table);
    }),
    { numRuns: 500 },
  );
});

test("written text", () => {
  const table = {
    columns: ["a", "b"],
    rows: [
      [1.5, "x,y"],
      ["", 'say "hi"'],
    ],
  };
  expect(new TextDecoder().decode(writeCsv(table))).toBe('a,b\n1.5,"x,y"\n,"say ""hi"""\n');
  expect(() => writeCsv({ columns: ["a"], rows: [["1"], ["1", "2"]] })).toThrow(/row 1 has 2 fields/);
  expect(() => writeCsv({ columns: [], rows: [] })).toThrow(/at least one column/);
});

const series = realData("series/ETTh1.csv.gz");
test.skipIf(!series)("ETTh1 (skipped where the real data are absent)", () => {
  const table = readCsv(readFileSync(series ?? ""), "ETTh1");
  expect(table.columns).toEqual(["date", "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"]);
  expect(table.rows.length).toBe(17_420);
  const oil = numericColumns(table, ["OT"]);
  expect(oil.data[0]).toBe(Math.fround(30.5310001373291));
});

const elephant = realData("mil/Elephant.data.csv.gz");
test.skipIf(!elephant)("a wide table without names (skipped where the real data are absent)", () => {
  const numbers = numericColumns(readCsv(readFileSync(elephant ?? ""), "Elephant", { header: false }));
  expect([numbers.rows, numbers.columns]).toEqual([230, 1391]);
});
