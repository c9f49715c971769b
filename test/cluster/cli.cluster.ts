import { join } from "node:path";
import { drawScene } from "madeleine/data";
import { writePng } from "madeleine/data/node";
import { createRandom } from "madeleine/math";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { madeleine, scratchFolder } from "../cli/run.ts";
import { type Cluster, startCluster } from "./cluster.ts";

/*
 * The command line on a memory kept on a cluster of its own: the same words, certainty and exit codes as on a file.
 */
const cwd = scratchFolder();
let cluster: Cluster;
let store: string;

beforeAll(async () => {
  cluster = await startCluster(inject("clickHouseHome"));
  store = `${cluster.url}&table=photos&index=cosine`;
  await madeleine(["demo", "--into", ".", "--count", "60"], { cwd });
  await writePng(drawScene(createRandom(77)), join(cwd, "stranger.png"));
  for (const place of [
    ["--store", store],
    ["--into", "photos.memory"],
  ]) {
    const { code, stdout, stderr } = await madeleine(["remember", "pictures", ...place], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("60 pictures remembered");
  }
});

afterAll(() => cluster?.stop());

const recall = (...args: string[]): ReturnType<typeof madeleine> => madeleine(["recall", ...args], { cwd });

test.each([
  ["a damaged picture", ["cue.png"], 0],
  ["of which a part is known", ["cue.png", "--known", "64,0,64,128"], 0],
  ["a stranger", ["stranger.png"], 3],
])("recall of %s: as from a file", async (_, args, code) => {
  const [there, here] = [
    await recall(...args, "--store", store),
    await recall(...args, "--from", "photos.memory"),
  ];
  expect(there).toEqual({ code, stdout: here.stdout, stderr: "" });
  const documents = [
    await recall(...args, "--store", store, "--json"),
    await recall(...args, "--from", "photos.memory", "--json"),
  ].map(({ stdout }) => JSON.parse(stdout));
  const [stored, filed] = documents;
  expect(Math.abs(stored.confidence - filed.confidence)).toBeLessThan(0.01);
  // Fewer items are summed in another order.
  for (const [i, energy] of filed.energies.entries()) expect(stored.energies[i]).toBeCloseTo(energy, 6);
  for (const document of documents) {
    document.confidence = 0;
    document.energies = document.energies.length;
    for (const item of document.items) item.confidence = 0;
  }
  expect(stored).toEqual(filed);
});

test("recall by an index says that it isn't certified", async () => {
  const told = await recall("cue.png", "--store", store, "--approximate");
  expect([told.code, told.stderr]).toEqual([0, ""]);
  expect(told.stdout).toContain("not certified");
  const { stdout } = await recall("cue.png", "--store", store, "--approximate", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ outcome: "recalled", certified: false });
});

test("check fetches every vector, and finds what it finds in a file", async () => {
  const there = await madeleine(["check", "--store", store, "--json"], { cwd });
  const here = await madeleine(["check", "photos.memory", "--json"], { cwd });
  expect([there.code, here.code]).toEqual([0, 0]);
  expect(JSON.parse(there.stdout).recall.mean).toBeCloseTo(JSON.parse(here.stdout).recall.mean, 1);
});

test("a shard that is down is named in one line, and the memory is as it was", async () => {
  await cluster.kill(2);
  const said = /^madeleine: \w+: shard 2 of 3 \(127\.0\.0\.1:\d+\) can't be reached \([\w ]+\)\n$/;
  for (const run of [
    await recall("cue.png", "--store", store),
    await madeleine(["remember", "pictures", "--store", store], { cwd }),
  ]) {
    expect([run.code, run.stdout]).toEqual([1, ""]);
    expect(run.stderr).toMatch(said);
  }
  // The servers take a moment to find each other again.
  const answers = async (): Promise<unknown> => {
    await cluster.revive();
    const { code, stderr } = await recall("cue.png", "--store", store);
    return { code, stderr };
  };
  await expect.poll(answers, { timeout: 120_000, interval: 500 }).toEqual({ code: 0, stderr: "" });
});
