import type { LongWork } from "../memories/memories.ts";

/** As much as is needed of what the SDK hands to a tool. */
export interface ProgressExtra {
  readonly signal: AbortSignal;
  readonly _meta?: { readonly progressToken?: string | number };
  sendNotification(notification: {
    method: "notifications/progress";
    params: { progressToken: string | number; progress: number; total?: number; message?: string };
  }): Promise<void>;
}

/** Long work that tells the agent how far it has come, where it asked for that, and ends when the agent cancels it. */
export function reporting(
  { signal, _meta, sendNotification }: ProgressExtra,
  stopping: AbortSignal,
): LongWork {
  const token = _meta?.progressToken;
  const either = AbortSignal.any([signal, stopping]);
  if (token === undefined) return { signal: either };
  let last = { at: 0, progress: 0 };
  return {
    signal: either,
    onProgress: (stage, done, total) => {
      const at = performance.now();
      if (at - last.at < 250) return;
      // It has to rise over all stages.
      last = { at, progress: last.progress + 1 };
      const params = {
        progressToken: token,
        progress: last.progress,
        message: `${stage}: ${done} of ${total}`,
      };
      // A client that doesn't listen any more is no reason to fail.
      sendNotification({ method: "notifications/progress", params }).catch(() => {});
    },
  };
}
