import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { LongWork } from "../memories/memories.ts";
import { problemOf } from "./problem.ts";

/** Between two signs of life, and between two reports of progress, in milliseconds. */
const aliveMs = 15_000;
const progressMs = 100;

/**
 * Answers with what long work gives: as one JSON document, or, where the client accepts `text/event-stream`, as events:
 * `progress` {stage, done, total} while it goes on, then `result`, or `problem`. A client that goes away ends the work.
 */
export async function longAnswer(
  c: Context,
  stopping: AbortSignal,
  run: (work: LongWork) => Promise<unknown>,
): Promise<Response> {
  const signal = AbortSignal.any([c.req.raw.signal, stopping]);
  if (!/\btext\/event-stream\b/.test(c.req.header("accept") ?? "")) {
    const resume = letWait(c);
    return Response.json(await run({ signal }).finally(resume));
  }
  return new Response(eventsOf(run, signal), {
    headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" },
  });
}

/** Work in silence may take longer than a connection may be silent; gives back what ends that. */
function letWait(c: Context): () => void {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  const { socket } = incoming ?? {};
  const usual = socket?.timeout ?? 0;
  socket?.setTimeout(0);
  return () => void socket?.setTimeout(usual);
}

function eventsOf(run: (work: LongWork) => Promise<unknown>, given: AbortSignal): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const signal = AbortSignal.any([given, left.signal]);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async start(controller) {
      const send = (text: string): void => {
        if (!left.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      const event = (name: string, data: unknown): void =>
        send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
      const alive = setInterval(() => send(": still here\n\n"), aliveMs);
      try {
        event("result", await run({ signal, onProgress: atTimes(event) }));
      } catch (error) {
        event("problem", problemOf(error));
      } finally {
        clearInterval(alive);
        if (!left.signal.aborted) controller.close();
      }
    },
    cancel: () => left.abort(),
  });
}

/** Reports progress now and then: the first of each stage, the last, and not too many in between. */
function atTimes(event: (name: string, data: unknown) => void): NonNullable<LongWork["onProgress"]> {
  let last = { stage: "", at: 0 };
  return (stage, done, total) => {
    const at = performance.now();
    if (stage === last.stage && done < total && at - last.at < progressMs) return;
    last = { stage, at };
    event("progress", { stage, done, total });
  };
}
