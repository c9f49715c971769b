import { expect, it } from "vitest";
import { createGate } from "./gate.ts";

/** Work that goes on until it is told to end. */
function work(): { use: () => Promise<string>; end: () => void } {
  let end = (): void => {};
  const done = new Promise<string>((resolve) => {
    end = () => resolve("done");
  });
  return { use: () => done, end };
}

it("lets in so many, lets so many wait in their order, and refuses the others", async () => {
  const gate = createGate({ inside: 2, waiting: 1, patienceMs: 60_000 });
  const works = [work(), work(), work()];
  const passed = works.map(({ use }) => gate.pass(use));
  expect([gate.inside, gate.waiting]).toEqual([2, 1]);
  await expect(gate.pass(work().use)).rejects.toMatchObject({ status: 503, retryAfter: 1 });
  works[1].end();
  await passed[1];
  expect([gate.inside, gate.waiting]).toEqual([2, 0]);
  for (const { end } of works) end();
  expect(await Promise.all(passed)).toEqual(["done", "done", "done"]);
  expect([gate.inside, gate.waiting]).toEqual([0, 0]);
});

it("lets the next one in when one fails", async () => {
  const gate = createGate({ inside: 1, waiting: 1, patienceMs: 60_000 });
  const failing = gate.pass(() => Promise.reject(new Error("no")));
  const next = gate.pass(async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});

it("refuses whoever has waited too long, and never lets them in", async () => {
  const gate = createGate({ inside: 1, waiting: 5, patienceMs: 1 });
  const first = work();
  const passed = gate.pass(first.use);
  let entered = false;
  const late = gate.pass(async () => {
    entered = true;
  });
  await expect(late).rejects.toMatchObject({ status: 503 });
  expect(gate.waiting).toBe(0);
  first.end();
  await passed;
  expect([entered, gate.inside]).toEqual([false, 0]);
});
