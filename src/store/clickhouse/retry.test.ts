import { expect, test } from "vitest";
import { failureLine, failureOf, isPassing } from "./failure.ts";
import { retrying } from "./retry.ts";

const servers = [
  { shard: 1, host: "a", address: "10.0.0.1", port: 9000 },
  { shard: 2, host: "b", address: "10.0.0.2", port: 9000 },
];
const where = { endpoint: "http://a:8123", secrets: ["pa55word", ""] };

test("tries again with longer and longer pauses", async () => {
  const pauses: number[] = [];
  const options = { attempts: 9, pauseMs: 100, sleep: async (ms: number) => pauses.push(ms) };
  let calls = 0;
  const attempt = async (): Promise<string> => {
    calls += 1;
    if (calls < 9) throw new Error("lost");
    return "done";
  };
  expect(await retrying(attempt, () => true, options)).toBe("done");
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
});

test("gives up on what won't pass, and after enough attempts", async () => {
  const options = { attempts: 3, sleep: async () => {} };
  let calls = 0;
  const attempt = async (): Promise<never> => {
    calls += 1;
    throw new Error(`attempt ${calls}`);
  };
  await expect(retrying(attempt, () => false, options)).rejects.toThrow("attempt 1");
  calls = 0;
  await expect(retrying(attempt, () => true, options)).rejects.toThrow("attempt 3");
});

const errorOf = (code: string, message: string): Error => Object.assign(new Error(message), { code });

test("names the shard that is down", () => {
  const text =
    "All connection tries failed. Log: \n\nCode: 210. DB::NetException: Connection refused (10.0.0.2:9000). (NETWORK_ERROR)";
  const failure = failureOf(errorOf("279", text));
  expect(isPassing(failure)).toBe(true);
  expect(failureLine(failure, servers, where)).toBe(
    "shard 2 of 2 (b:9000) can't be reached (Connection refused)",
  );
});

test("names the server that doesn't answer", () => {
  const failure = failureOf(new AggregateError([errorOf("ECONNREFUSED", "connect ECONNREFUSED ::1:8123")]));
  expect([isPassing(failure), failureLine(failure, [], where)]).toEqual([
    true,
    "http://a:8123 can't be reached (ECONNREFUSED)",
  ]);
  expect(isPassing(failureOf(new Error("socket hang up")))).toBe(true);
});

test("passes on in one line what ClickHouse says, without secrets", () => {
  const failure = failureOf(errorOf("62", "Syntax error: failed at pa55word\nmore"));
  expect([isPassing(failure), failureLine(failure, servers, where)]).toEqual([
    false,
    "ClickHouse refuses (code 62): Syntax error: failed at …",
  ]);
});
