const markup: unique symbol = Symbol("markup");

/** Markup that is safe to put into a page. Only this file makes it, so text from outside can't pose as it. */
export interface Html {
  readonly [markup]: string;
}

/** What may stand in a template: text and numbers are escaped, markup and lists of it are put in as they are. */
export type Content = Html | string | number | readonly Content[];

/** A template whose text is markup and whose `${}` are escaped, in element content and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return trusted(strings.map((text, i) => text + (i < contents.length ? render(contents[i]) : "")).join(""));
}

/** Takes text as markup. For text written in this room only. */
export function trusted(text: string): Html {
  return { [markup]: text };
}

/** The markup of some content. */
export function render(content: Content): string {
  if (typeof content === "object") {
    return markup in content ? content[markup] : content.map(render).join("");
  }
  return escaped(String(content));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Characters that HTML or UTF-8 can't hold (controls other than white space, half surrogate pairs, non-characters),
 * and those that turn the direction of text, with which a name poses as another.
 */
const unwritable = /[^\P{Cc}\t\n\r]|\p{Surrogate}|\p{Noncharacter_Code_Point}|[\u202A-\u202E\u2066-\u2069]/gu;

/** Text for element content and quoted attributes; such characters become �. */
function escaped(text: string): string {
  return text.replace(unwritable, "\uFFFD").replace(/[&<>"']/g, (character) => entities[character]);
}
