import { readdirSync } from "node:fs";
import { join } from "node:path";
import { captionKeys, Memory } from "madeleine/bank";
import { saveMemory } from "madeleine/bank/node";
import { createRandom } from "madeleine/math";
import { afterAll, beforeAll, expect, it } from "vitest";
import { scratchFolder } from "../cli/run.ts";
import { drawItems, drawPicture, drawVector } from "./items.ts";
import { ask, type Running, serve } from "./running.ts";

const folder = scratchFolder();
const items = drawItems(60);
let server: Running;
beforeAll(async () => {
  server = await serve(folder);
});
afterAll(() => server?.stop());
const at = (path: string): string => `${server.url}${path}`;

it("makes a memory of vectors, recalls from half of one, and knows a stranger", async () => {
  const made = await ask(at("/memories/words"), "PUT", { items });
  expect(made).toMatchObject({
    status: 200,
    body: { memory: { items: 60, of: "vectors", certainty: { trials: 450 } } },
  });
  expect((await ask(at("/memories/words"), "PUT", { items })).status).toBe(409);
  const known = items[7].vector.map((_, i) => i < 20);
  const vector = items[7].vector.map((value, i) => (known[i] ? value : 0));
  const found = await ask(at("/memories/words/recall?count=1&state=true"), "POST", { vector, known });
  const item = { id: "item 7", weight: 1, payload: { number: 7 } };
  expect(found).toMatchObject({
    status: 200,
    body: { outcome: "recalled", items: [item], termination: "converged" },
  });
  expect(found.body.state).toHaveLength(32);
  const stranger = { vector: drawVector(createRandom(9)) };
  expect(await ask(at("/memories/words/recall"), "POST", stranger)).toMatchObject({
    status: 200,
    body: { outcome: "unknown" },
  });
  expect(await ask(at("/memories/words/recall"), "POST", { text: "seven" })).toMatchObject({ status: 422 });
});

it("recalls by a caption, and names the nearest of another text", async () => {
  const [ids, patterns] = [
    ["tea", "lime"],
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
  ];
  const plain = await Memory.create({ ids, patterns });
  const captions = [
    { id: "tea", text: "a cup of tea" },
    { id: "lime", text: "half a lime" },
  ];
  const keys = await captionKeys(captions, { form: "bits" });
  saveMemory(join(folder, "told.memory"), new Memory({ ...plain.parts, captions: keys }));
  const recall = (text: string): ReturnType<typeof ask> => ask(at("/memories/told/recall"), "POST", { text });
  expect(await recall("A cup of  tea")).toMatchObject({
    status: 200,
    body: { outcome: "recalled", items: [{ id: "tea", weight: 1 }], captions: [captions[0]] },
  });
  expect(await recall("half a lemon")).toMatchObject({
    status: 200,
    body: { outcome: "unknown", items: [], nearest: [captions[1], captions[0]] },
  });
});

it("adds, lists and forgets items, and deletes the memory", async () => {
  await ask(at("/memories/few?calibrate=false"), "PUT", { items: items.slice(0, 3) });
  const added = await ask(at("/memories/few/items"), "POST", { items: items.slice(3, 5) });
  expect(added.body).toMatchObject({ ids: ["item 3", "item 4"], memory: { items: 5, certainty: null } });
  const page = await ask(at("/memories/few/items?from=3&limit=1"));
  expect(page.body).toEqual({ items: [{ id: "item 3", payload: { number: 3 } }], next: 4 });
  expect((await ask(at("/memories/few/items/item%203"), "DELETE")).body).toMatchObject({ forgotten: 1 });
  expect((await ask(at("/memories/few/forget"), "POST", { ids: ["item 0", "nobody"] })).body).toMatchObject({
    ...{ forgotten: 1, memory: { items: 3 } },
  });
  expect((await ask(at("/memories/few"), "DELETE")).status).toBe(204);
  expect((await ask(at("/memories/few"))).status).toBe(404);
});

it("takes pictures by form and as bodies, and gives them back", async () => {
  const form = new FormData();
  for (const seed of [1, 2, 3])
    form.append("pictures", new Blob([new Uint8Array(await drawPicture(seed))]), `scene ${seed}.png`);
  form.append("payloads", JSON.stringify({ "scene 2.png": "the second" }));
  const made = await fetch(at("/memories/scenes?calibrate=false"), { method: "PUT", body: form });
  expect(await made.json()).toMatchObject({ memory: { of: "pictures", items: 3 } });
  const picture = new Uint8Array(await drawPicture(4));
  const type = { "Content-Type": "image/png" };
  const sent = await fetch(at("/memories/scenes/items?id=four"), {
    method: "POST",
    body: picture,
    headers: type,
  });
  expect(await sent.json()).toMatchObject({ ids: ["four.png"] });
  const recalled = await fetch(at("/memories/scenes/recall?count=1&known=0,0,32,64"), {
    ...{ method: "POST", body: new Uint8Array(await drawPicture(2)), headers: type },
  });
  expect(await recalled.json()).toMatchObject({ items: [{ id: "scene 2.png", payload: "the second" }] });
  const shown = await fetch(at("/memories/scenes/items/four.png/picture?side=32"));
  expect(shown.headers.get("content-type")).toBe("image/png");
  expect(readdirSync(`${folder}/scenes.pictures`)).toHaveLength(4);
});

it("tells how far a check and a new try have come", async () => {
  const headers = { Accept: "text/event-stream" };
  const check = await fetch(at("/memories/words/check"), { method: "POST", headers });
  const events = await check.text();
  expect(events).toMatch(/^event: progress\ndata: \{"stage":"[\w ]+","done":\d+,"total":\d+\}\n\n/);
  const [, result = "{}"] = /event: result\ndata: (.*)\n\n$/.exec(events) ?? [];
  expect(JSON.parse(result)).toMatchObject({
    items: 60,
    of: "vectors",
    verdict: expect.stringContaining("hold"),
  });
  const none = await fetch(at("/memories/nobody/check"), { method: "POST", headers });
  expect(await none.text()).toBe(
    `event: problem\ndata: {"type":"about:blank","title":"Not Found","status":404,"detail":"no memory is called nobody"}\n\n`,
  );
  const tried = await ask(at("/memories/words/calibration"), "POST", { seed: 3 });
  expect(tried.body).toMatchObject({ certainty: { items: 60, stale: false } });
});

it("answers recalls while long work goes on", async () => {
  const headers = { Accept: "text/event-stream" };
  const check = await fetch(at("/memories/words/check"), { method: "POST", headers });
  const order: string[] = [];
  const checked = check.text().then(() => order.push("check"));
  await ask(at("/memories/words/recall"), "POST", { vector: items[0].vector }).then(() =>
    order.push("recall"),
  );
  await checked;
  expect(order).toEqual(["recall", "check"]);
});

it("shows its health, its numbers and a page", async () => {
  expect((await ask(at("/healthz"))).body).toEqual({ status: "ok" });
  const numbers = await (await fetch(at("/metrics"))).text();
  expect(numbers).toMatch(/madeleine_recall_duration_seconds_count\{outcome="recalled"\} [1-9]/);
  expect(numbers).toContain(`route="/memories/:name/recall"`);
  const page = await fetch(at("/"));
  expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(page.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
  expect(await page.text()).toContain("Madeleine");
});
