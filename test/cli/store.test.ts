import { expect, it } from "vitest";
import { madeleine, scratchFolder } from "./run.ts";

const address = "clickhouse://someone:pa55word@127.0.0.1:1/default";

it.each([
  ["no memory", ["recall", "a.png"], "give a memory: --from or --store"],
  [
    "two memories",
    ["recall", "a.png", "--from", "x", "--store", address],
    "give one of --from and --store, not both",
  ],
  ["nothing to check", ["check"], "give a memory: a folder or file or --store"],
  [
    "two places",
    ["remember", "x", "--into", "y", "--store", address],
    "give one of --into and --store, not both",
  ],
  [
    "an address of something else",
    ["check", "--store", "https://a:pa55word@b"],
    "--store takes an address like clickhouse://",
  ],
  [
    "a wrong parameter",
    ["check", "--store", `${address}?colour=pa55word`],
    'openClickHouseStore: there is no parameter "colour"',
  ],
  [
    "an address as a folder",
    ["recall", "a.png", "--from", address],
    "an address of a store goes with --store",
  ],
  [
    "approximately, from a folder",
    ["recall", "a.png", "--from", "x", "--approximate"],
    "--approximate goes with --store",
  ],
])("%s is wrong usage, told without the password", async (_, args, message) => {
  const { code, stdout, stderr } = await madeleine(args, { cwd: scratchFolder() });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`madeleine: ${message}`);
  expect(stderr).not.toContain("pa55word");
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
