/** What a refusal is of, by what HTTP calls it. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 413 | 415 | 421 | 422 | 500 | 503 | 504;

/**
 * Something asked for that isn't done, with the reason in one plain line; every door tells it its own way: HTTP as a
 * problem (RFC 9457), MCP as a tool's error.
 */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  /** After how many seconds it may be asked again. */
  readonly retryAfter: number | undefined;

  constructor(status: RefusalStatus, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** What is told of any error: a refusal as it is, misuse of the library as 422, anything else as the server's fault. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = error instanceof Error ? oneLine(error.message) : String(error);
  if (/call stack/.test(message)) return new Refusal(422, "the JSON is nested too deeply");
  if (error instanceof RangeError || error instanceof TypeError) return new Refusal(422, message);
  return new Refusal(500, message);
}

function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, " ").trim();
}
