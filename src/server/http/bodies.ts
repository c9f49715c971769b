import type { MiddlewareHandler } from "hono";
import type { Limits } from "../limits.ts";
import { Refusal } from "../refusal.ts";

/**
 * Reads bodies up to a size, and of all of them together no more than there is room for. Compressed ones aren't taken:
 * a small body could become any size.
 */
export function limitBodies({ bodyBytes, allBodyBytes }: Limits): MiddlewareHandler {
  let taken = 0;
  return async (c, next) => {
    const { body } = c.req.raw;
    if (!body) return next();
    const encoding = c.req.header("content-encoding") ?? "identity";
    if (encoding.toLowerCase() !== "identity") {
      throw new Refusal(415, "compressed bodies aren't taken; send it without Content-Encoding");
    }
    if (Number(c.req.header("content-length") ?? 0) > bodyBytes) throw tooLarge(bodyBytes);
    let own = 0;
    const take = (bytes: number): void => {
      if (own + bytes > bodyBytes) throw tooLarge(bodyBytes);
      if (taken + bytes > allBodyBytes) {
        throw new Refusal(503, "the server is reading too much at once; ask again in a moment", 1);
      }
      own += bytes;
      taken += bytes;
    };
    try {
      const bytes = await read(body, take).catch((error: unknown) => {
        throw error instanceof Refusal ? error : new Refusal(408, "the body broke off");
      });
      c.req.raw = new Request(c.req.raw, { body: bytes });
      await next();
    } finally {
      taken -= own;
    }
  };
}

async function read(
  body: ReadableStream<Uint8Array>,
  take: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    take(part.length);
    length += part.length;
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function tooLarge(most: number): Refusal {
  return new Refusal(413, `bodies may have at most ${Math.round(most / 2 ** 20)} MiB; send it in several`);
}
