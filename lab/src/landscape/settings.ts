import type { Point } from "./plane.ts";

/** What is rolled through. */
export interface Landscape {
  /** Inner products, or minus the squared distance. */
  readonly likeness: "distance" | "inner";
  readonly separation: "softmax" | "sparsemax" | "entmax";
  readonly beta: number;
}

/** The memories in the plane at first. */
export const firstPoints: readonly Point[] = [
  [-0.72, -0.52],
  [0.08, -0.8],
  [0.78, -0.36],
  [0.36, 0.2],
  [-0.5, 0.3],
  [0.62, 0.78],
  [-0.28, 0.86],
];

/** As many memories as the plane has room for. */
export const mostPoints = 24;

/** Points as they stand in the address: `-0.72,-0.52;0.08,-0.8`. */
export function textOfPoints(points: readonly Point[]): string {
  return points.map((point) => point.map((value) => String(Number(value.toFixed(2)))).join(",")).join(";");
}

/** Points from their text, within `reach` of the middle; the first ones where there is none. */
export function pointsOf(text: string | undefined, reach: number): readonly Point[] {
  if (text === undefined) return firstPoints;
  const points = text.split(";").flatMap((part): Point[] => {
    const numbers = part.split(",").map((value) => (value.trim() === "" ? Number.NaN : Number(value)));
    const [across, down] = numbers;
    const valid = numbers.length === 2 && numbers.every((value) => Math.abs(value) <= reach);
    return valid ? [[across, down]] : [];
  });
  return points.length > 0 ? points.slice(0, mostPoints) : firstPoints;
}
