import { OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Refusal } from "../refusal.ts";

/** A part of the API: routes that their own descriptions check and document. */
export type Api = OpenAPIHono;

export function createApi(): Api {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.error);
    },
  });
}

/** The body of a route that takes JSON besides other types, which it has checked against `schema`. */
export function checkedJson<T>(c: Context, _schema: z.ZodType<T>): T {
  // The framework types the body of a route that takes JSON alone.
  return c.req.valid("json" as never) as T;
}

/** As much of what the schemas find wrong as is told. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What each of several forms finds wrong. */
  readonly errors?: readonly (readonly Issue[])[];
}

/** What doesn't fit, the first of it, in one line. */
function invalid({ issues }: { issues: readonly Issue[] }): Refusal {
  const { path, message } = deepest({ path: [], message: "doesn't fit", errors: [issues] });
  const where = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return new Refusal(400, `${where.replace(/^\./, "") || "the request"}: ${message}`);
}

/** Of several forms the one that was meant is likely the one that fits furthest. */
function deepest(issue: Issue): Issue {
  const first = (issue.errors ?? []).flatMap(([found]) => (found ? [deepest(found)] : []));
  const inner = first.toSorted((a, b) => b.path.length - a.path.length)[0];
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}
