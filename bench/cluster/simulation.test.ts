import { expect, test } from "vitest";
import { type ClusterPlan, type ClusterRates, simulate } from "./simulation.ts";

const plan: ClusterPlan = {
  patterns: 1e6,
  dimension: 100,
  shards: 10,
  cores: 5,
  bandwidth: 1e12,
  network: 1e9,
  straggler: 1,
  k: 32,
  clients: 4,
};
const rates: ClusterRates = { top: 1e6, step: 5e5, insert: 1e5, overhead: 0.01 };

test("a shard's share, its cores, and what arrives", () => {
  const found = simulate(plan, rates);
  expect(found.topBytes).toBe(10 * 40 * 440);
  expect(found.topSeconds).toBeCloseTo(0.01 + 1e7 / 5e6 + found.topBytes / 1e9, 12);
  expect(found.stepSeconds).toBeCloseTo(0.01 + 1e7 / 2.5e6 + found.stepBytes / 1e9, 12);
  expect(found.insertSeconds).toBe(250);
  expect(found.bytesPerServer).toBe(1e5 * 440);
  expect([found.topLimit, found.stepLimit]).toEqual(["cores", "cores"]);
});

test("memory is the limit where cores are faster", () => {
  const found = simulate({ ...plan, bandwidth: 4e6 }, rates);
  expect([found.topLimit, found.stepLimit]).toEqual(["memory", "memory"]);
  expect(found.topSeconds).toBeCloseTo(0.01 + 1e7 / 1e6 + found.topBytes / 1e9, 12);
});

test("twice the shards take half the time, and twice the traffic", () => {
  const [one, two] = [simulate(plan, rates), simulate({ ...plan, shards: 20 }, rates)];
  const work = ({ topSeconds, topBytes }: typeof one): number => topSeconds - rates.overhead - topBytes / 1e9;
  expect(work(two)).toBeCloseTo(work(one) / 2, 12);
  expect(two.topBytes).toBe(2 * one.topBytes);
});
