import { STATUS_CODES } from "node:http";
import { HTTPException } from "hono/http-exception";
import { Refusal, type RefusalStatus, refusalOf } from "../refusal.ts";

/** What HTTP tells of a refusal (RFC 9457). */
export interface Problem {
  type: "about:blank";
  /** What HTTP calls the status. */
  title: string;
  status: number;
  /** What is wrong, in one plain line. */
  detail: string;
}

/** A refusal as a problem. */
export function problemOf(error: unknown): Problem {
  const { status, message } = refusalFor(error);
  return { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail: message };
}

/** An error as HTTP's answer. */
export function problemResponse(error: unknown): Response {
  const { status, retryAfter } = refusalFor(error);
  const headers = new Headers({ "Content-Type": "application/problem+json", "Cache-Control": "no-store" });
  if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
  if (status === 401) headers.set("WWW-Authenticate", 'Bearer realm="madeleine"');
  if (status === 413 || status === 408) headers.set("Connection", "close");
  return new Response(JSON.stringify(problemOf(error)), { status, headers });
}

const told: Readonly<Record<number, string>> = {
  400: "the body isn't JSON, or isn't what its Content-Type says",
  415: "bodies of this type aren't taken here; see /docs for those that are",
};

/** The framework's own refusals in our words. */
export function refusalFor(error: unknown): Refusal {
  if (!(error instanceof HTTPException)) return refusalOf(error);
  const status = error.status as RefusalStatus;
  return new Refusal(status, told[status] ?? error.message);
}
