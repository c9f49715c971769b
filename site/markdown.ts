import MarkdownIt from "markdown-it";

/** A text as markup, and what else its page needs to know. */
export interface Rendered {
  /** What the first heading says. */
  readonly title: string;
  readonly body: string;
}

const parser = new MarkdownIt({ html: true });
const { rules } = parser.renderer;

// What is wider than a phone scrolls by itself, by keyboard too.
rules.table_open = () => `<div class="wide" tabindex="0" role="group" aria-label="A table"><table>\n`;
rules.table_close = () => "</table></div>\n";
rules.fence = (tokens, index) => `<pre tabindex="0"><code>${escaped(tokens[index].content)}</code></pre>\n`;
rules.code_block = rules.fence;
rules.text = (tokens, index) => withSubscripts(escaped(tokens[index].content));

/**
 * Markdown as markup: headings get ids as on GitHub, links and pictures the addresses that `addressOf` gives for theirs.
 * HTML in the text is kept as it is.
 */
export function renderMarkdown(markdown: string, addressOf: (written: string) => string): Rendered {
  const tokens = parser.parse(markdown, {});
  const ids = new Map<string, number>();
  let title = "";
  for (const [i, token] of tokens.entries()) {
    const inline = tokens[i + 1];
    if (token.type === "heading_open") {
      const text = textOf(inline);
      token.attrSet("id", uniqueId(idOf(text), ids));
      if (token.tag === "h1" && title === "") title = text;
    }
    // An empty corner of a table heads nothing.
    if (token.type === "th_open" && inline.content === "") token.tag = tokens[i + 2].tag = "td";
    for (const child of token.children ?? []) {
      for (const name of ["href", "src"]) {
        const written = child.attrGet(name);
        if (written !== null) child.attrSet(name, addressOf(written));
      }
    }
  }
  return { title, body: parser.renderer.render(tokens, parser.options, {}) };
}

/** Text for element content and quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `x_i` and `max_{ν≠μ}` as formulas have them. */
function withSubscripts(text: string): string {
  return text.replace(
    /(?<![\p{L}\p{N}_])(\p{L}|Σ|max|min|mean|log mean)_(?:\{([^}]+)\}|([\p{L}\p{N}]+(?:[,≠]\p{L}+)*))/gu,
    (_, base: string, braced?: string, plain?: string) => `${base}<sub>${braced ?? plain}</sub>`,
  );
}

function textOf({ children }: MarkdownIt.Token): string {
  return (children ?? []).map(({ content }) => content).join("");
}

/** As GitHub makes them: small letters, without marks, spaces as hyphens. */
function idOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function uniqueId(id: string, taken: Map<string, number>): string {
  const count = taken.get(id) ?? 0;
  taken.set(id, count + 1);
  return count === 0 ? id : `${id}-${count}`;
}
