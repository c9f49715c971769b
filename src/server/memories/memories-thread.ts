import { parentPort, workerData } from "node:worker_threads";
import { refusalOf } from "../refusal.ts";
import type { LongWork } from "./memories.ts";
import type { MemoriesCall, MemoriesMessage, MemoriesStart } from "./memories-in-thread.ts";
import { openMemoryFolder } from "./memory-folder.ts";
import { runInThread } from "./run-task.ts";

/** Answers the calls of another thread: one at a time is computed, whatever waits for the disk or a task lets others pass. */
function answerCalls(port: NonNullable<typeof parentPort>, { folder, weights }: MemoriesStart): void {
  const memories = openMemoryFolder(folder, { runTask: runInThread, weights });
  const underway = new Map<number, AbortController>();
  const answer = async ({ id, method, given }: Extract<MemoriesCall, { method: string }>): Promise<void> => {
    const stopping = new AbortController();
    underway.set(id, stopping);
    const work: LongWork = {
      onProgress: (...progress) => port.postMessage({ id, progress } satisfies MemoriesMessage),
      signal: stopping.signal,
    };
    try {
      const call = memories[method] as (...given: unknown[]) => Promise<unknown>;
      const result = await call.apply(memories, [...given, work]);
      const answer: MemoriesMessage =
        result instanceof Uint8Array ? { id, bytes: result } : { id, json: JSON.stringify(result) };
      port.postMessage(answer);
    } catch (error) {
      const { status, message, retryAfter } = refusalOf(error);
      port.postMessage({ id, refusal: { status, message, retryAfter } } satisfies MemoriesMessage);
    } finally {
      underway.delete(id);
    }
  };
  port.on("message", (call: MemoriesCall) => {
    if ("method" in call) void answer(call);
    else underway.get(call.id)?.abort();
  });
}

if (parentPort) answerCalls(parentPort, workerData as MemoriesStart);
