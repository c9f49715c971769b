import type { JobContext, Jobs, Port, Request, Response } from "./job.ts";

type AnyJob = (input: unknown, context: JobContext<unknown>) => unknown;

/** Answers questions that come through a port. Several may be under way at once, where jobs pause. */
export function serve(port: Port, jobs: Jobs): void {
  const stopped = new Set<number>();
  const send = (response: Response): void => port.postMessage(response);
  port.onmessage = async ({ data }: MessageEvent) => {
    const request = data as Request;
    const { id } = request;
    if ("stop" in request) {
      stopped.add(id);
      return;
    }
    const context: JobContext<unknown> = {
      tell: (news) => send({ id, news }),
      stopped: () => stopped.has(id),
    };
    try {
      const job = jobs[request.name] as AnyJob;
      send({ id, output: await job(request.input, context) });
    } catch (error) {
      send({ id, error: error instanceof Error ? error.message : String(error) });
    }
    stopped.delete(id);
  };
}

/** Lets messages that wait be heard. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
