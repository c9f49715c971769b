import { parseDamage } from "madeleine/data";

/** One thing that was done to a picture: a damage by its name, or a stroke by hand. */
export type CueStep = DamageStep | Stroke;

export interface DamageStep {
  readonly kind: "damage";
  /** As `parseDamage` of `madeleine/data` reads it: `"half:left"`, `"noise:0.3"`. */
  readonly name: string;
}

/** Line segments of round ends. The brush paints black; the eraser takes away, and the memory is told what is missing. */
export interface Stroke {
  readonly kind: "stroke";
  readonly tool: Tool;
  /** Diameter, in 256ths of the picture's shorter side, 1 … 255. */
  readonly size: number;
  /** x₀, y₀, x₁, y₁, … in 256ths of the width and the height, 0 … 255. */
  readonly points: readonly number[];
}

export const tools = ["brush", "eraser"] as const;

export type Tool = (typeof tools)[number];

/** Steps as they stand in the address: `half:left~noise:0.3~brush:40:gICB`. */
export function textOfSteps(steps: readonly CueStep[]): string {
  return steps.map(textOf).join("~");
}

/** Steps from their text; those that can't be read are left out. */
export function stepsOf(text: string): CueStep[] {
  return text.split("~").flatMap((part) => strokeOf(part) ?? damageOf(part) ?? []);
}

/** The steps with the damage of that family (`"half"`, `"noise"`) in the place of the one there; without one where undefined. */
export function withDamage(steps: readonly CueStep[], family: string, name: string | undefined): CueStep[] {
  const isOf = (step: CueStep): boolean => step.kind === "damage" && familyOf(step.name) === family;
  if (name === undefined) return steps.filter((step) => !isOf(step));
  const step: DamageStep = { kind: "damage", name };
  return steps.some(isOf) ? steps.map((old) => (isOf(old) ? step : old)) : [...steps, step];
}

/** What is written after the family's name, of the damage of that family; undefined where there is none. */
export function damageIn(steps: readonly CueStep[], family: string): string | undefined {
  for (const step of steps) {
    if (step.kind === "damage" && familyOf(step.name) === family) return step.name.slice(family.length + 1);
  }
  return undefined;
}

function familyOf(name: string): string {
  return name.split(":", 1)[0];
}

function textOf(step: CueStep): string {
  if (step.kind === "damage") return step.name;
  return `${step.tool}:${step.size}:${textOfBytes(step.points)}`;
}

function strokeOf(text: string): Stroke | undefined {
  const [name, width, code] = text.split(":");
  const tool = tools.find((known) => known === name);
  if (!tool || code === undefined) return undefined;
  const size = Number(width);
  const points = bytesOfText(code);
  const valid = Number.isInteger(size) && size >= 1 && size <= 255 && points.length > 0;
  return valid && points.length % 2 === 0 ? { kind: "stroke", tool, size, points } : undefined;
}

function damageOf(text: string): DamageStep | undefined {
  try {
    return { kind: "damage", name: parseDamage(text).name };
  } catch {
    return undefined;
  }
}

/** Bytes in base64 with the letters that an address takes. */
function textOfBytes(bytes: readonly number[]): string {
  const code = btoa(String.fromCharCode(...bytes));
  return code.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOfText(text: string): number[] {
  try {
    return Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return [];
  }
}
