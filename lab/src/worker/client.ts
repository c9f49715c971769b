import type { InputOf, Jobs, NewsOf, OutputOf, Port, Response } from "./job.ts";

export interface AskOptions<News> {
  readonly onNews?: (news: News) => void;
  /** Once it aborts, the answer isn't waited for: the promise rejects with an AbortError. */
  readonly signal?: AbortSignal;
}

/** Asks a worker for its jobs. */
export interface Client<All extends Jobs> {
  ask<Name extends keyof All & string>(
    name: Name,
    input: InputOf<All[Name]>,
    options?: AskOptions<NewsOf<All[Name]>>,
  ): Promise<OutputOf<All[Name]>>;
}

interface Waiting {
  readonly onNews: ((news: never) => void) | undefined;
  resolve(output: unknown): void;
  reject(error: Error): void;
}

/** The client of whatever serves jobs at the other end of a port. */
export function clientOf<All extends Jobs>(port: Port): Client<All> {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  port.onmessage = ({ data }: MessageEvent) => {
    const response = data as Response;
    const asked = waiting.get(response.id);
    if (!asked) return;
    if ("news" in response) {
      asked.onNews?.(response.news as never);
      return;
    }
    waiting.delete(response.id);
    if ("error" in response) asked.reject(new Error(response.error));
    else asked.resolve(response.output);
  };
  return {
    ask: (name, input, { onNews, signal } = {}) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { onNews, resolve: resolve as (output: unknown) => void, reject });
        const stop = (): void => {
          if (!waiting.delete(id)) return;
          port.postMessage({ id, stop: true });
          reject(new DOMException("nobody waits for this any more", "AbortError"));
        };
        if (signal?.aborted) return stop();
        signal?.addEventListener("abort", stop, { once: true });
        port.postMessage({ id, name, input });
      }),
  };
}

/** Whether a question ended because nobody waited for its answer. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
