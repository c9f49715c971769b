import type { z } from "@hono/zod-openapi";
import { problemSchema } from "./schemas.ts";

interface Described {
  description: string;
  content: Record<string, { schema: z.ZodType }>;
}

const refused: Described = {
  description: "Refused, with the reason in one plain line",
  content: { "application/problem+json": { schema: problemSchema } },
};

/** The answers of a route, for the document of the API: JSON of a schema, or a problem. */
export function answers(
  status: 200 | 201,
  description: string,
  schema: z.ZodType,
): Record<string, Described> {
  return { [status]: { description, content: { "application/json": { schema } } }, default: refused };
}

/** As {@link answers}, of long work, which can be followed. */
export function longAnswers(description: string, schema: z.ZodType): Record<string, Described> {
  const events =
    "; or `text/event-stream`, where that is accepted: `progress` events, then `result` or `problem`";
  return answers(200, description + events, schema);
}
