import { Worker } from "node:worker_threads";
import type { OnProgress } from "../../bank/index.node.ts";
import { Refusal } from "../refusal.ts";
import type { LongWork } from "./memories.ts";
import { perform, type Task, type TaskResult } from "./task.ts";
import type { TaskMessage } from "./task-thread.ts";

/** Does a task, telling how far it has come, until it is done or its signal says that nobody waits for it any more. */
export type RunTask = <T extends Task>(task: T, work: LongWork) => Promise<TaskResult<T>>;

/** Does tasks in this thread, which answers nobody meanwhile. */
export const runHere: RunTask = (task, { onProgress, signal }) => {
  const told: OnProgress = (stage, done, total) => {
    if (signal?.aborted) throw givenUp();
    onProgress?.(stage, done, total);
  };
  return perform(task, told);
};

/** Does every task in a thread of its own, which ends with it. Needs the built package. */
export const runInThread: RunTask = <T extends Task>(task: T, { onProgress, signal }: LongWork) =>
  new Promise<TaskResult<T>>((resolve, reject) => {
    if (signal?.aborted) {
      reject(givenUp());
      return;
    }
    const worker = new Worker(new URL("./task-thread.js", import.meta.url), { workerData: task });
    const giveUp = (): void => settle(() => reject(givenUp()));
    const settle = (how: () => void): void => {
      signal?.removeEventListener("abort", giveUp);
      how();
      void worker.terminate();
    };
    signal?.addEventListener("abort", giveUp);
    worker.on("message", (message: TaskMessage) => {
      if ("progress" in message) onProgress?.(...message.progress);
      else if ("result" in message) settle(() => resolve(message.result as TaskResult<T>));
      else settle(() => reject(errorOf(message)));
    });
    worker.on("error", (error) => settle(() => reject(error)));
    worker.on("exit", () => settle(() => reject(new Refusal(500, "the work ended before it was done"))));
  });

function errorOf({ error, misuse }: { error: string; misuse: boolean }): Error {
  return misuse ? new RangeError(error) : new Error(error);
}

function givenUp(): Refusal {
  return new Refusal(503, "given up, as nobody waits for it or the server is stopping");
}
