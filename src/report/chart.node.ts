import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type Html, trusted } from "./html.ts";

export interface ChartText {
  /** Begins the ids of the chart's title and description; one per chart of a page. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in words, for those who can't. */
  readonly description: string;
}

/**
 * A chart by Observable Plot as an SVG that stands by itself: text and axes in the page's own colours, light or
 * dark, with a title and a description. Legends are left to the page.
 */
export function chart(options: PlotOptions, { id, title, description }: ChartText): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = plot({ ...options, figure: false, document });
  drawn.setAttribute("class", "plot");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-labelledby", `${id}-title ${id}-description`);
  // The page scales it, and has its style.
  for (const name of ["width", "height", "xmlns:xlink", "style"]) drawn.removeAttribute(name);
  for (const style of drawn.querySelectorAll("style")) style.remove();
  // It is one picture; its parts have no roles that could be named.
  for (const part of drawn.querySelectorAll("[aria-label]")) {
    part.setAttribute("data-part", part.getAttribute("aria-label") ?? "");
    part.removeAttribute("aria-label");
  }
  const [head, text] = (["title", "desc"] as const).map((name) =>
    document.createElementNS("http://www.w3.org/2000/svg", name),
  );
  head.setAttribute("id", `${id}-title`);
  head.textContent = title;
  text.setAttribute("id", `${id}-description`);
  text.textContent = description;
  drawn.prepend(head, text);
  // Plot writes the markup, and escapes what options say.
  return trusted(drawn.outerHTML);
}
