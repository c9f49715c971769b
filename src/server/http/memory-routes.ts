import { createRoute, z } from "@hono/zod-openapi";
import type { Service } from "../service.ts";
import { answers, longAnswers } from "./answers.ts";
import { type Api, checkedJson } from "./api.ts";
import { longAnswer } from "./long-answer.ts";
import {
  checkSchema,
  listSchema,
  memoryName,
  rememberedSchema,
  summarySchema,
  vectorItemSchema,
} from "./schemas.ts";
import { isJson, pictureItems, picturesForm, vectorItems } from "./uploads.ts";

const params = z.object({ name: memoryName });
const newVectors = z.object({ items: z.array(vectorItemSchema) });
const tags = ["Memories"];

/** Memories as resources: list, make, look at, check, try again, delete. */
export function memoryRoutes(api: Api, { memories, stopping }: Service): void {
  api.openapi(
    createRoute({
      ...{ method: "get", path: "/memories", tags, summary: "List the memories" },
      responses: answers(200, "The memories in the server's folder", listSchema),
    }),
    async () => Response.json({ memories: await memories.list() }),
  );
  api.openapi(
    createRoute({
      ...{ method: "put", path: "/memories/{name}", tags, summary: "Make a memory of vectors or pictures" },
      description:
        "It is tried on its own items, damaged, so that its recalls can say how sure they are, or that a cue comes from nothing it knows.",
      request: {
        params,
        query: z.object({ calibrate: z.enum(["true", "false"]).default("true") }),
        body: {
          content: {
            "application/json": { schema: newVectors },
            ...picturesForm,
          },
        },
      },
      responses: longAnswers("The new memory", rememberedSchema),
    }),
    async (c) => {
      const items = isJson(c)
        ? vectorItems(checkedJson(c, newVectors).items)
        : await pictureItems(c, undefined);
      const calibrate = c.req.valid("query").calibrate === "true";
      const { name } = c.req.valid("param");
      return longAnswer(c, stopping, (work) => memories.create(name, { items, calibrate }, work));
    },
  );
  api.openapi(
    createRoute({
      ...{ method: "get", path: "/memories/{name}", tags, summary: "What a memory is" },
      request: { params },
      responses: answers(200, "The memory", summarySchema),
    }),
    async (c) => Response.json(await memories.describe(c.req.valid("param").name)),
  );
  api.openapi(
    createRoute({
      ...{ method: "delete", path: "/memories/{name}", tags, summary: "Delete a memory" },
      request: { params },
      responses: { 204: { description: "It is gone, and so are the pictures uploaded for it" } },
    }),
    async (c) => {
      await memories.remove(c.req.valid("param").name);
      return c.body(null, 204);
    },
  );
}

const seed = z.int().min(0).optional().openapi({ description: "Another seed draws other damages" });

/** What is found out about a memory by trying it. */
export function trialRoutes(api: Api, { memories, stopping }: Service): void {
  const settings = z.object({ seed, cues: z.int().min(1).max(10_000).optional() });
  api.openapi(
    createRoute({
      ...{ method: "post", path: "/memories/{name}/check", tags, summary: "Will this memory hold?" },
      description: "Recalls damaged copies of its own items, and names those that it mixes up.",
      request: { params, body: { content: { "application/json": { schema: settings } } } },
      responses: longAnswers("The check", checkSchema),
    }),
    (c) =>
      longAnswer(c, stopping, (work) => memories.check(c.req.valid("param").name, c.req.valid("json"), work)),
  );
  api.openapi(
    createRoute({
      ...{ method: "post", path: "/memories/{name}/calibration", tags },
      summary: "Measure again what its recalls are worth",
      request: { params, body: { content: { "application/json": { schema: z.object({ seed }) } } } },
      responses: longAnswers("The memory, with its new certainty", summarySchema),
    }),
    (c) =>
      longAnswer(c, stopping, (work) =>
        memories.calibrate(c.req.valid("param").name, c.req.valid("json"), work),
      ),
  );
}
