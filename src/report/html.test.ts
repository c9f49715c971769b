import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, render } from "./html.ts";

const characters: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

describe("html", () => {
  it("escapes text so that it reads as it was written", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const written = render(html`${text}`);
        expect(written).not.toMatch(/[<>"']/);
        expect(written.replace(/&[#\w]+;/g, (entity) => characters[entity])).toBe(text);
      }),
    );
  });

  it("puts in markup and lists as they are, and text that looks like markup as text", () => {
    const list = ["a", "<b>"].map((text) => html`<li>${text}</li>`);
    expect(render(html`<ol class="${"x"}">${list}</ol>${1}${""}`)).toBe(
      '<ol class="x"><li>a</li><li>&lt;b&gt;</li></ol>1',
    );
  });

  it("shows what can't be written, and what turns the direction of text", () => {
    expect(render("a\0b\u0085\uD800c\uFFFF\u202Egpj.exe\u2066")).toBe("a�b��c��gpj.exe�");
    expect(render("line\n\ttab שלום 😀")).toBe("line\n\ttab שלום 😀");
  });
});
