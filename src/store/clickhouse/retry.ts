/** How often and how patiently something is tried again. */
export interface RetryOptions {
  /** How often in all. Default: 6. */
  readonly attempts?: number;
  /** The first pause in milliseconds; each later one is twice as long, at most 5 seconds. Default: 100. */
  readonly pauseMs?: number;
  /** Waits so many milliseconds. Default: the clock's. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

const LONGEST_MS = 5000;

/** Tries until it works, fails for good or has been tried often enough; throws the last error. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
  { attempts = 6, pauseMs = 100, sleep = slept }: RetryOptions = {},
): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (n >= attempts || !isPassing(error)) throw error;
      await sleep(Math.min(LONGEST_MS, pauseMs * 2 ** (n - 1)));
    }
  }
}

const slept = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
