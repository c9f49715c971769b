import type { Limits } from "./limits.ts";
import type { Memories } from "./memories/memories.ts";
import type { Metrics } from "./metrics.ts";

/** What every door of the server leads to. */
export interface Service {
  readonly memories: Memories;
  readonly limits: Limits;
  readonly metrics: Metrics;
  /** The package's version. */
  readonly version: string;
  /** Aborted once the server is stopping. */
  readonly stopping: AbortSignal;
}
