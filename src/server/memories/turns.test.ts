import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

it("lets those of one name go one after the other, the others beside them", async () => {
  const turns = createTurns();
  const told: string[] = [];
  const work = (word: string) => async () => {
    told.push(`${word} begins`);
    await new Promise((resolve) => setTimeout(resolve));
    told.push(`${word} ends`);
  };
  const all = [
    turns.take("a", work("first")),
    turns.take("a", work("second")),
    turns.take("b", work("other")),
  ];
  expect([turns.taken("a"), turns.taken("c")]).toEqual([true, false]);
  await Promise.all(all);
  expect(told.filter((word) => !word.startsWith("other"))).toEqual([
    ...["first begins", "first ends", "second begins", "second ends"],
  ]);
  expect(told.indexOf("other begins")).toBeLessThan(told.indexOf("first ends"));
  expect(turns.taken("a")).toBe(false);
});

it("goes on after one that fails, and knows when all are over", async () => {
  const turns = createTurns();
  const failing = turns.take("a", () => Promise.reject(new Error("no")));
  let done = false;
  const next = turns.take("a", async () => {
    done = true;
  });
  await expect(failing).rejects.toThrow("no");
  await turns.over();
  expect(done).toBe(true);
  await next;
});
