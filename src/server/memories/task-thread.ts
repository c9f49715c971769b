import { parentPort, workerData } from "node:worker_threads";
import { perform, type Task } from "./task.ts";

/** What the thread of a task tells. */
export type TaskMessage =
  | { progress: [stage: string, done: number, total: number] }
  | { result: unknown }
  | { error: string; misuse: boolean };

const tell = (message: TaskMessage): void => parentPort?.postMessage(message);

if (parentPort) {
  try {
    tell({ result: await perform(workerData as Task, (...progress) => tell({ progress })) });
  } catch (error) {
    const misuse = error instanceof RangeError || error instanceof TypeError;
    tell({ error: error instanceof Error ? error.message : String(error), misuse });
  }
}
