import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { processorCount, startThread } from "./host.ts";

it("knows how many processors there are", () => expect(processorCount()).toBe(availableParallelism()));

it("runs a program in a thread with what it is handed, and tells when that fails", async () => {
  const seen = new Int32Array(new SharedArrayBuffer(4));
  const thread = startThread("(start) => { Atomics.store(start, 0, 7); Atomics.notify(start, 0); }", seen);
  for (let tries = 0; tries < 500 && Atomics.load(seen, 0) === 0; tries++) await aMoment();
  expect(seen[0]).toBe(7);
  expect(thread?.failed()).toBe(false);
  thread?.terminate();
  const broken = startThread("() => { throw new Error('broken'); }", undefined);
  for (let tries = 0; tries < 500 && !broken?.failed(); tries++) await aMoment();
  expect(broken?.failed()).toBe(true);
});

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
