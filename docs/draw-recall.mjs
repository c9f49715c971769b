// Draws docs/recall.png, the picture in README: damaged scenes above what they bring back.
//   npm run build && node docs/draw-recall.mjs
import { Memory } from "madeleine/bank";
import { drawScenes, dropPixels, half, noise, rectangle } from "madeleine/data";
import { writePng } from "madeleine/data/node";
import { createRandom } from "madeleine/math";

const side = 160;
const gap = 12;
const examples = [
  [117, half("left")],
  [42, noise(0.4)],
  [159, rectangle(0.4)],
  [206, dropPixels(0.7)],
  [88, half("bottom")],
];

const scenes = drawScenes(300, 1, side, side);
const memory = await Memory.create(scenes.map((picture, i) => ({ path: String(i), picture })));
const width = examples.length * (side + gap) - gap;
const height = 2 * side + gap;
const sheet = { width, height, channels: 3, pixels: new Float32Array(width * height * 3).fill(1) };

function place(picture, left, top) {
  for (let y = 0; y < side; y++) {
    const row = picture.pixels.subarray(y * side * 3, (y + 1) * side * 3);
    sheet.pixels.set(row, ((top + y) * width + left) * 3);
  }
}

for (const [column, [scene, damage]] of examples.entries()) {
  const cue = damage.apply(scenes[scene], createRandom(column));
  const { items } = await memory.recall(cue);
  if (items[0].id !== String(scene)) throw new Error(`scene ${scene} came back as ${items[0].id}`);
  place(cue, column * (side + gap), 0);
  place(scenes[Number(items[0].id)], column * (side + gap), side + gap);
}
await writePng(sheet, new URL("recall.png", import.meta.url).pathname);
