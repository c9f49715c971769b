import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { Refusal } from "../refusal.ts";

/** Whether a host name or address reaches this machine alone. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

/**
 * Refuses requests that reach this machine under another name: a page that makes its own name point here (DNS rebinding)
 * would be taken for one of ours.
 */
export function requireOwnHost(): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header("host") ?? "";
    if (!isLoopback(host.replace(/:\d+$/, ""))) {
      throw new Refusal(
        421,
        "this server answers to localhost alone; call it by that name or by its address",
      );
    }
    await next();
  };
}

/** Refuses requests that pages of other origins make: nothing here is meant for them, and no header invites them. */
export function requireSameOrigin(): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header("origin");
    if (origin !== undefined && hostOf(origin) !== c.req.header("host")) {
      throw new Refusal(403, "pages of other origins may not call this server");
    }
    await next();
  };
}

/** Lets in who brings the token; it is compared in a time that doesn't depend on where it differs. */
export function requireToken(token: string): MiddlewareHandler {
  const wanted = digest(token);
  return async (c, next) => {
    const [, given = ""] = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
    if (!timingSafeEqual(digest(given), wanted)) {
      throw new Refusal(401, "this needs the server's token: send it as Authorization: Bearer …");
    }
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
