/** The page's views, by the name that stands in the address. */
export const views = ["recall", "text", "models", "landscape", "capacity", "separation"] as const;

export type View = (typeof views)[number];

/** What is set, by name, as text; what isn't there has its default. */
export type Settings = Readonly<Record<string, string>>;

/** What the page shows: a view, and every setting that differs from its default. */
export interface Place {
  readonly view: View;
  readonly settings: Settings;
}

/** Reads `#models?beta=8&item=3`; what can't be read is left out, and another view is the first. */
export function placeOf(hash: string): Place {
  const [name, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const view = views.find((known) => known === name) ?? views[0];
  const pairs = query.split("&").flatMap((part) => {
    const [key, value] = part.split("=", 2).map(decoded);
    return key && value !== undefined ? [[key, value] as const] : [];
  });
  return { view, settings: Object.fromEntries(pairs) };
}

/** The address of a place, settings in alphabetical order, so that the same place has the same address. */
export function hashOf({ view, settings }: Place): string {
  const pairs = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const query = pairs.map(([key, value]) => `${encoded(key)}=${encoded(value)}`).join("&");
  return `#${view}${query ? `?${query}` : ""}`;
}

/** The settings with some changed; `undefined` takes one out. */
export function changed(settings: Settings, changes: Readonly<Record<string, string | undefined>>): Settings {
  const all = Object.entries({ ...settings, ...changes });
  return Object.fromEntries(all.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

export interface NumberRange {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
  /** Whether only whole numbers count. Default: false. */
  readonly whole?: boolean;
}

/** A setting read as a number in [least, most]; the fallback where it isn't one. */
export function numberIn(settings: Settings, name: string, range: NumberRange): number {
  const { fallback, least, most, whole = false } = range;
  const text = settings[name];
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  const valid = value >= least && value <= most && (!whole || Number.isInteger(value));
  return valid ? value : fallback;
}

/** A setting that is one of some words; the first of them where it is none. */
export function wordIn<Word extends string>(settings: Settings, name: string, words: readonly Word[]): Word {
  return words.find((word) => word === settings[name]) ?? words[0];
}

/** Characters that may stand in a fragment as they are, and read better so. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C|7E|3B|2F|40)/g, (code) => decodeURIComponent(code));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
