import { createRoute, z } from "@hono/zod-openapi";
import type { Service } from "../service.ts";
import { answers } from "./answers.ts";
import { type Api, checkedJson } from "./api.ts";
import {
  forgottenSchema,
  itemPageSchema,
  memoryName,
  rememberedSchema,
  vectorItemSchema,
} from "./schemas.ts";
import { isJson, pictureBodies, pictureItems, picturesForm, vectorItems } from "./uploads.ts";

const params = z.object({ name: memoryName });
const itemParams = z.object({ name: memoryName, id: z.string().min(1) });
const newVectors = z.object({ items: z.array(vectorItemSchema) });
const tags = ["Items"];
const ids = z.array(z.string()).min(1).max(10_000);

/** What a memory holds: list, add, look at, forget. */
export function itemRoutes(api: Api, { memories }: Service): void {
  listing(api, memories);
  adding(api, memories);
  forgetting(api, memories);
}

function listing(api: Api, memories: Service["memories"]): void {
  api.openapi(
    createRoute({
      ...{ method: "get", path: "/memories/{name}/items", tags, summary: "List the items of a memory" },
      request: {
        params,
        query: z.object({
          from: z.coerce.number().int().min(0).default(0),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
      },
      responses: answers(200, "Some of the items", itemPageSchema),
    }),
    async (c) => Response.json(await memories.items(c.req.valid("param").name, c.req.valid("query"))),
  );
  api.openapi(
    createRoute({
      ...{ method: "get", path: "/memories/{name}/items/{id}/picture", tags, summary: "An item's picture" },
      request: {
        params: itemParams,
        query: z.object({ side: z.coerce.number().int().min(1).max(1024).default(512) }),
      },
      responses: {
        200: { description: "A PNG file, at most `side` pixels a side", content: { "image/png": {} } },
      },
    }),
    async (c) => {
      const { name, id } = c.req.valid("param");
      const bytes = await memories.picture(name, id, c.req.valid("query").side);
      return c.body(new Uint8Array(bytes), 200, { "Content-Type": "image/png", "Cache-Control": "no-cache" });
    },
  );
}

function adding(api: Api, memories: Service["memories"]): void {
  api.openapi(
    createRoute({
      ...{ method: "post", path: "/memories/{name}/items", tags, summary: "Remember items" },
      description: "An item of a known name takes its place. Once this is answered they are on the disk.",
      request: {
        params,
        query: z.object({
          id: z.string().optional().openapi({ description: "Names a picture that is the body" }),
        }),
        body: {
          content: {
            "application/json": { schema: newVectors },
            ...{ ...picturesForm, ...pictureBodies },
          },
        },
      },
      responses: answers(200, "What the memory is now", rememberedSchema),
    }),
    async (c) => {
      const items = isJson(c)
        ? vectorItems(checkedJson(c, newVectors).items)
        : await pictureItems(c, c.req.valid("query").id);
      return Response.json(await memories.add(c.req.valid("param").name, items));
    },
  );
}

function forgetting(api: Api, memories: Service["memories"]): void {
  api.openapi(
    createRoute({
      ...{ method: "post", path: "/memories/{name}/forget", tags, summary: "Forget items" },
      request: {
        params,
        body: { required: true, content: { "application/json": { schema: z.object({ ids }) } } },
      },
      responses: answers(200, "How many were there", forgottenSchema),
    }),
    async (c) => Response.json(await memories.forget(c.req.valid("param").name, c.req.valid("json").ids)),
  );
  api.openapi(
    createRoute({
      ...{ method: "delete", path: "/memories/{name}/items/{id}", tags, summary: "Forget one item" },
      request: { params: itemParams },
      responses: answers(200, "Whether it was there", forgottenSchema),
    }),
    async (c) => {
      const { name, id } = c.req.valid("param");
      return Response.json(await memories.forget(name, [id]));
    },
  );
}
