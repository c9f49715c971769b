import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { realData } from "../../test/real-data.ts";
import { readCaptions } from "./captions.ts";

const read = (document: unknown): Record<string, readonly string[]> =>
  Object.fromEntries(readCaptions(JSON.stringify(document), "c.json"));

it("reads lists and single captions by file name, tidied", () => {
  expect(read({ "a.jpg": ["  one\n two ", "three", " "], "b/c.png": "four", "d.png": [] })).toEqual({
    "a.jpg": ["one two", "three"],
    "b/c.png": ["four"],
  });
});

it("reads COCO's captions file", () => {
  const images = [
    { id: 7, file_name: "x.jpg" },
    { id: 9, file_name: "y.jpg" },
  ];
  const annotations = [
    { id: 1, image_id: 9, caption: "Y." },
    { id: 2, image_id: 7, caption: "X." },
    { id: 3, image_id: 9, caption: "Why?" },
  ];
  expect(read({ info: {}, images, annotations })).toEqual({ "y.jpg": ["Y.", "Why?"], "x.jpg": ["X."] });
});

const coco = realData("coco/captions.json");

it.skipIf(!coco)(
  "reads the captions of real photographs (needs coco/captions.json in the data folder)",
  () => {
    const captions = readCaptions(readFileSync(coco ?? "", "utf8"));
    expect(captions.size).toBe(338);
    expect(captions.get("000000000790.jpg")?.[0]).toBe("a family is sitting down at a table to have cake");
  },
);

it.each([
  ["{", "c.json: is no JSON: "],
  ["[]", "c.json: holds no captions: it must be"],
  ["{}", "c.json: holds no captions"],
  ['{"a.jpg": [" "]}', "c.json: holds no captions"],
  ['{"a.jpg": 3}', 'c.json: "a.jpg" has 3 for a caption; it must be'],
  ['{"a.jpg": [["x"]]}', 'c.json: "a.jpg" has ["x"] for a caption'],
  ['{"a.jpg": null}', 'c.json: "a.jpg" has null for a caption'],
  ['{"images": [{}], "annotations": []}', 'an entry of "images" has no "file_name"'],
  [
    '{"images": [], "annotations": [{"image_id": 1, "caption": "x"}]}',
    "annotation 0 is of image 1, which isn't listed",
  ],
  [
    '{"images": [{"id": 1, "file_name": "a"}], "annotations": [{"image_id": 1}]}',
    "annotation 0 has no caption",
  ],
])("refuses %s in a line", (json, message) => {
  expect(() => readCaptions(json, "c.json")).toThrow(message);
});
