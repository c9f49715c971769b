import { createRoute, z } from "@hono/zod-openapi";
import type { AskedCue } from "../memories/memories.ts";
import type { Box } from "../memories/read-cue.ts";
import type { Service } from "../service.ts";
import { answers } from "./answers.ts";
import { type Api, checkedJson } from "./api.ts";
import { memoryName, recalledSchema, vectorSchema } from "./schemas.ts";
import { isJson, onePicture, pictureBodies, picturesForm } from "./uploads.ts";

const boxText = /^(\d{1,6}),(\d{1,6}),([1-9]\d{0,5}),([1-9]\d{0,5})$/;

const cue = z.union([
  z.object({
    vector: vectorSchema,
    known: z
      .array(z.boolean())
      .optional()
      .openapi({ description: "Which of its numbers are intact; default: all" }),
  }),
  z.object({ text: z.string().min(1).max(10_000) }),
]);

const query = z.object({
  count: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .openapi({ description: "How many items to name" }),
  state: z
    .enum(["true", "false"])
    .default("false")
    .openapi({ description: "Whether to give the settled state" }),
  known: z
    .string()
    .regex(boxText, "x,y,width,height in pixels of the picture")
    .optional()
    .openapi({ description: "What of a picture is intact: x,y,width,height in its pixels; default: all" }),
});

/** Recall from a vector, a picture or, where a memory has captions, a text. */
export function recallRoute(api: Api, { memories }: Service): void {
  api.openapi(
    createRoute({
      ...{ method: "post", path: "/memories/{name}/recall", tags: ["Recall"] },
      summary: "Bring back what a damaged or partial cue comes from",
      description: "That it comes from nothing in this memory is an answer too: the outcome `unknown`.",
      request: {
        params: z.object({ name: memoryName }),
        query,
        body: {
          content: { "application/json": { schema: cue }, ...picturesForm, ...pictureBodies },
        },
      },
      responses: answers(200, "What came back", recalledSchema),
    }),
    async (c) => {
      const { count, state, known } = c.req.valid("query");
      const asked = isJson(c)
        ? cueOf(checkedJson(c, cue))
        : { ...(await onePicture(c)), known: boxOf(known) };
      const options = { count, state: state === "true" };
      return Response.json(await memories.recall(c.req.valid("param").name, asked, options));
    },
  );
}

function cueOf(given: z.infer<typeof cue>): AskedCue {
  if ("text" in given) return given;
  return { vector: Float32Array.from(given.vector), known: given.known };
}

function boxOf(text: string | undefined): Box | undefined {
  const [, ...numbers] = boxText.exec(text ?? "") ?? [];
  const [x, y, width, height] = numbers.map(Number);
  return numbers.length === 0 ? undefined : { x, y, width, height };
}
