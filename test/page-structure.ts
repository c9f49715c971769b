import { expect } from "vitest";

/** What is read on a page: the text between its tags, without its style. */
export function readable(page: string): string {
  return page
    .replace(/<style>.*<\/style>/s, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/[ \n]+/g, " ");
}

const tag = /<(\/?)([a-z][A-Za-z0-9]*)((?: [A-Za-z][\w-]*(?:="[^"<>]*")?)*) ?(\/?)>/g;
const voids = new Set(["meta", "link", "img"]);

/** The tags and attributes in order; throws unless every "<" begins a tag and every tag is closed in its place. */
export function structureOf(page: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const left = page.replace(/^<!doctype html>/, "").replace(tag, (_, end, name, attributes, empty) => {
    if (end) expect(open.pop()).toBe(name);
    else if (!empty && !voids.has(name)) open.push(name);
    found.push(`${end}${name}${attributes.replace(/="[^"]*"/g, "")}`);
    return "";
  });
  expect(left).not.toContain("<");
  expect(open).toEqual([]);
  return found;
}
