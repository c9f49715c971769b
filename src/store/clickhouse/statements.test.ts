import { expect, test } from "vitest";
import { idRows, rowKeys, textLiteral, vectorLiteral } from "./literal.ts";
import { counting, type Source, scanStatement, stepStatement, topStatement } from "./statements.ts";
import { descriptionOf, distributedTables, localTables, tableNames } from "./tables.ts";
import { sameVisibility, seen } from "./visibility.ts";

const source: Source = {
  all: "m_all",
  local: "m",
  visibility: { top: 9n, open: [3n, 5n] },
  superseded: [],
};
const query = Float32Array.of(0.5, -1e-7);

test("literals", () => {
  expect(textLiteral("a'b\\c\0\n")).toBe("'a\\'b\\\\c\\0\n'");
  expect(vectorLiteral(Float32Array.of(0.5, -2))).toBe("CAST('[0.5,-2]', 'Array(Float64)')");
  expect(idRows(["x'y"])).toBe("SELECT arrayJoin(CAST('[\\'x\\\\\\'y\\']', 'Array(String)'))");
  expect(rowKeys([["a", 7n]])).toContain("CAST('[(\\'a\\',7)]', 'Array(Tuple(String, UInt64))')");
});

test("which rows are seen, and which of them count", () => {
  expect(seen({ top: 9n, open: [] })).toBe("version <= 9");
  expect(counting(source)).toBe("version <= 9 AND version NOT IN (3,5)");
  expect(counting({ ...source, superseded: [["a", 2n]] })).toMatch(
    /AND \(id, version\) NOT IN \(SELECT k\.1, k\.2 FROM/,
  );
  const many = counting({ ...source, superseded: "many" });
  expect(many).toContain("FROM m\nWHERE version <= 9 AND version NOT IN (3,5) GROUP BY id");
  expect(sameVisibility(source.visibility, { top: 9n, open: [3n, 5n] })).toBe(true);
  expect(sameVisibility(source.visibility, { top: 9n, open: [3n] })).toBe(false);
});

test("the step is flat: no subquery over all shards", () => {
  for (const superseded of [[], "many"] as const) {
    const sql = stepStatement({ ...source, superseded }, query, { beta: 8, scales: true });
    expect(sql.match(/m_all/g)).toHaveLength(1);
    expect(sql).toMatch(/FROM m_all\nWHERE .* GROUP BY b ORDER BY b DESC LIMIT 3$/s);
    expect(sql).toContain("8 * s AS l");
  }
  const older = stepStatement(source, query, { beta: 8, scales: false });
  expect(older).toContain("arrayMap(x -> x * w, vector)");
});

test("the best are ordered by score, then by id", () => {
  expect(topStatement(source, query, { k: 4, score: "squared-euclidean" })).toMatch(
    /ORDER BY -L2SquaredDistance\(vector, q\) DESC, id LIMIT 4$/,
  );
  expect(topStatement(source, query, { k: 4, score: "dot", among: ["a"] })).toContain("AND id IN (SELECT");
});

test("a scan goes on after an id", () => {
  expect(scanStatement(source, { after: undefined })).not.toContain("id >");
  expect(scanStatement(source, { after: "it's" })).toContain("id > ");
});

const shape = { table: "m", dimension: 7, cluster: "memory", features: true, index: "cosine" } as const;

test("tables say of themselves what they are", () => {
  const comment = /COMMENT '([^']+)'/.exec(localTables(shape).join())?.[1] ?? "";
  const { table: _, ...description } = shape;
  expect(descriptionOf(comment)).toEqual(description);
  const plain = { table: "m", dimension: 7, cluster: undefined, features: false, index: undefined };
  expect(descriptionOf(/COMMENT '([^']+)'/.exec(localTables(plain)[0])?.[1] ?? "")).toEqual({
    dimension: 7,
    cluster: undefined,
    features: false,
    index: undefined,
  });
  expect(descriptionOf("somebody's table")).toBeUndefined();
});

test("all tables of a shape: durable, and over all shards where there is a cluster", () => {
  for (const sql of localTables(shape).filter((sql) => sql.startsWith("CREATE TABLE"))) {
    expect(sql).toContain("fsync_after_insert = 1, fsync_part_directory = 1");
  }
  expect(distributedTables(shape)).toHaveLength(4);
  expect(distributedTables({ ...shape, features: false })).toHaveLength(3);
  expect(distributedTables({ ...shape, cluster: undefined })).toEqual([]);
  expect(tableNames(shape).all).toBe("m_all");
  expect(tableNames({ table: "m", cluster: undefined }).all).toBe("m");
});
