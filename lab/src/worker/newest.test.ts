import { expect, it } from "vitest";
import { newest } from "./newest.ts";

/** Promises that are kept by hand. */
function byHand(): {
  asked: number[];
  ask: (n: number) => () => Promise<number>;
  answer(ok?: boolean): Promise<void>;
} {
  const asked: number[] = [];
  let settle: ((ok: boolean) => void) | undefined;
  return {
    asked,
    ask: (n) => () => {
      asked.push(n);
      return new Promise((resolve, reject) => {
        settle = (ok) => (ok ? resolve(n) : reject(new Error(`no ${n}`)));
      });
    },
    async answer(ok = true) {
      settle?.(ok);
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

it("asks one question at a time, and of those that wait the newest alone", async () => {
  const { asked, ask, answer } = byHand();
  const taken: number[] = [];
  const put = newest<number>({ take: (n) => taken.push(n), fail: () => {} });
  for (const n of [1, 2, 3, 4]) put(ask(n));
  expect(asked).toEqual([1]);
  await answer();
  expect([asked, taken]).toEqual([[1, 4], [1]]);
  await answer();
  put(ask(5));
  await answer();
  expect(taken).toEqual([1, 4, 5]);
});

it("goes on after a failure", async () => {
  const { ask, answer } = byHand();
  const heard: unknown[] = [];
  const put = newest<number>({ take: (n) => heard.push(n), fail: (error) => heard.push(String(error)) });
  put(ask(1));
  put(ask(2));
  await answer(false);
  await answer();
  expect(heard).toEqual(["Error: no 1", 2]);
});
