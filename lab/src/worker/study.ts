import { type Client, clientOf } from "./client.ts";
import type { Port } from "./job.ts";
import type { StudyJobs } from "./study-jobs.ts";

/** A worker of a view's own, that ends with it. */
export interface Study {
  readonly worker: Client<StudyJobs>;
  close(): void;
}

export function openStudy(): Study {
  const worker = new Worker(new URL("./study.worker.ts", import.meta.url), { type: "module" });
  return { worker: clientOf<StudyJobs>(worker as unknown as Port), close: () => worker.terminate() };
}
