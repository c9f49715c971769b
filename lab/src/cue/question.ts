/** What the memory is asked about, before anything is done to it. */
export type Question =
  /** One of its own pictures. */
  | { readonly kind: "item" }
  /** A scene that it never saw. */
  | { readonly kind: "stranger"; readonly seed: number }
  /** One of its own pictures and another one in the same place, as in a double exposure. */
  | { readonly kind: "mix"; readonly other: number; readonly share: number }
  /** A picture from a file; it isn't in the address. */
  | { readonly kind: "file" };

/** A question as it stands in the address: nothing, `stranger:3`, `mix:12,0.5` (the twelfth picture), `file`. */
export function textOfQuestion(question: Question): string | undefined {
  if (question.kind === "item") return undefined;
  if (question.kind === "stranger") return `stranger:${question.seed}`;
  if (question.kind === "file") return "file";
  return `mix:${question.other + 1},${Number(question.share.toFixed(3))}`;
}

/** A question from its text; one of the memory's own pictures where there is none that can be read. */
export function questionOf(text: string | undefined): Question {
  const [kind, numbers = ""] = (text ?? "").split(":");
  const [first, second] = numbers.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (kind === "file") return { kind };
  if (kind === "stranger" && Number.isInteger(first) && first >= 0) return { kind, seed: first };
  if (kind === "mix" && Number.isInteger(first) && first >= 1 && second >= 0 && second <= 1) {
    return { kind, other: first - 1, share: second };
  }
  return { kind: "item" };
}
