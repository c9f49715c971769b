import { Refusal } from "../refusal.ts";

/** What memories may be called: the name is a file's, without its ending. */
export const namePattern: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Says what {@link namePattern} says. */
export const nameRule: string =
  "1 to 100 letters, digits, dots, dashes and underscores, the first a letter or digit, without .memory at the end";

/** What Windows keeps for itself, whatever the ending. */
const kept = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A memory's name, which can lead nowhere but into the folder.
 * @throws Refusal for any other text.
 */
export function requireName(name: string): string {
  if (
    namePattern.test(name) &&
    !/\.(memory|pictures)$/i.test(name) &&
    !kept.test(name) &&
    !name.endsWith(".")
  )
    return name;
  throw new Refusal(400, `a memory's name is ${nameRule}; got ${JSON.stringify(name.slice(0, 120))}`);
}
