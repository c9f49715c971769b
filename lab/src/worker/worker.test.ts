import { afterAll, describe, expect, it } from "vitest";
import { type Client, clientOf, isAbort } from "./client.ts";
import type { JobContext, Port } from "./job.ts";
import { pause, serve } from "./serve.ts";

const jobs = {
  double: (input: number): number => 2 * input,
  fail: (): never => {
    throw new RangeError("fail: nothing to do, got nothing");
  },
  async count(to: number, { tell, stopped }: JobContext<number>): Promise<string> {
    let told = 0;
    for (; told < to && !stopped(); told++) {
      tell(told);
      await pause();
    }
    counted = told;
    return "done";
  },
};
let counted = 0;

describe("a worker", () => {
  const { port1, port2 } = new MessageChannel();
  serve(port1 as unknown as Port, jobs);
  const client: Client<typeof jobs> = clientOf(port2 as unknown as Port);
  afterAll(() => {
    port1.close();
    port2.close();
  });

  it("answers each question", async () => {
    const answers = await Promise.all([1, 2, 3].map((input) => client.ask("double", input)));
    expect(answers).toEqual([2, 4, 6]);
  });

  it("says what went wrong", async () => {
    await expect(client.ask("fail", undefined as never)).rejects.toThrow("nothing to do, got nothing");
  });

  it("tells how far it is, and answers others meanwhile", async () => {
    const heard: (number | string)[] = [];
    const slow = client.ask("count", 50, { onNews: (news) => heard.push(news) });
    heard.push(`double ${await client.ask("double", 4)}`);
    expect(await slow).toBe("done");
    expect(heard.filter((news) => typeof news === "number")).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(heard.indexOf("double 8")).toBeLessThan(50);
  });

  it("stops when nobody waits", async () => {
    const controller = new AbortController();
    const question = client.ask("count", 1e6, {
      onNews: (news) => news === 3 && controller.abort(),
      signal: controller.signal,
    });
    const error = await question.catch((reason: unknown) => reason);
    expect(isAbort(error)).toBe(true);
    while (counted === 0 || counted === 50) await pause();
    expect(counted).toBeLessThan(1e6);
    await expect(client.ask("count", 3, { signal: controller.signal })).rejects.toSatisfy(isAbort);
  });
});
