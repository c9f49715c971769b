import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { NewItem } from "../memories/memories.ts";
import { payloadSchema } from "../memories/payload.ts";
import { Refusal } from "../refusal.ts";
import type { VectorItem } from "./schemas.ts";

const pictureTypes = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/tiff", "image/avif"];

/** A picture's file as a body, for the document of the API. */
export const pictureBodies: Readonly<Record<string, { schema: { type: "string"; format: "binary" } }>> =
  Object.fromEntries(
    [...pictureTypes, "application/octet-stream"].map((type) => [
      type,
      { schema: { type: "string" as const, format: "binary" as const } },
    ]),
  );

/** Pictures as the files of a form, for the document of the API. */
export const picturesForm: { "multipart/form-data": { schema: object } } = {
  "multipart/form-data": {
    schema: {
      type: "object",
      properties: {
        pictures: {
          type: "array",
          items: { type: "string", format: "binary" },
          description: "Each is an item, named as its file",
        },
        payloads: { type: "string", description: "JSON by item name, to be kept with them" },
      },
      required: ["pictures"],
    },
  },
};

/** Whether a request's body is JSON. */
export function isJson(c: Context): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(c.req.header("content-type") ?? "");
}

/** Vectors of a JSON body as items. */
export function vectorItems(items: readonly VectorItem[]): NewItem[] {
  return items.map(({ id, vector, payload }) => ({ id, vector: Float32Array.from(vector), payload }));
}

/** The pictures of a body: those of a form, or the one that the body is, named `id`. */
export async function pictureItems(c: Context, id: string | undefined): Promise<NewItem[]> {
  const [type] = (c.req.header("content-type") ?? "").toLowerCase().split(";");
  if (type === "multipart/form-data") return formItems(await formOf(c));
  if (!Object.hasOwn(pictureBodies, type)) throw new HTTPException(415);
  if (id === undefined) throw new Refusal(400, "a picture as the body needs a name: add ?id=NAME");
  return [{ id, picture: new Uint8Array(await c.req.arrayBuffer()) }];
}

/** The one picture of a body. */
export async function onePicture(c: Context): Promise<{ picture: Uint8Array; name: string }> {
  const [first, ...others] = await pictureItems(c, "the picture");
  if (!first || others.length > 0)
    throw new Refusal(400, `give one picture, got ${others.length + (first ? 1 : 0)}`);
  if (!("picture" in first)) throw new Refusal(400, "give a picture");
  return { picture: first.picture, name: first.id };
}

async function formOf(c: Context): Promise<FormData> {
  try {
    return await c.req.formData();
  } catch {
    throw new Refusal(400, "the body isn't the form that its Content-Type says");
  }
}

async function formItems(form: FormData): Promise<NewItem[]> {
  const payloads = payloadsOf(form.get("payloads"));
  const items: NewItem[] = [];
  for (const value of form.values()) {
    if (typeof value === "string") continue;
    const picture = new Uint8Array(await value.arrayBuffer());
    items.push({ id: value.name, picture, payload: payloads[value.name] });
  }
  return items;
}

function payloadsOf(given: FormDataEntryValue | null): Record<string, unknown> {
  if (given === null) return {};
  try {
    return z.record(z.string(), payloadSchema).parse(JSON.parse(String(given)));
  } catch {
    throw new Refusal(400, "payloads must be a JSON object by item name, not nested too deeply");
  }
}
