import { clamp01, length } from "./curve.ts";
import type { Noise } from "./noise.ts";

/** Something with an outline: `distance` is negative inside, positive outside; outside `box` nothing is painted. */
export interface Shape {
  readonly box: { left: number; top: number; right: number; bottom: number };
  distance(x: number, y: number): number;
}

/** A place, x to the right and y down, in picture heights. */
export type Place = readonly [number, number];

/** A circle filled. */
export function disc(x: number, y: number, radius: number): Shape {
  return {
    box: { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius },
    distance: (px, py) => length(px - x, py - y) - radius,
  };
}

/** An upright ellipse (the distance is exact on the axes only, good enough for an edge). */
export function ellipse(x: number, y: number, radiusX: number, radiusY: number): Shape {
  const radius = Math.min(radiusX, radiusY);
  return {
    box: { left: x - radiusX, top: y - radiusY, right: x + radiusX, bottom: y + radiusY },
    distance: (px, py) => (length((px - x) / radiusX, (py - y) / radiusY) - 1) * radius,
  };
}

/** An upright rectangle. */
export function rectangle(left: number, top: number, right: number, bottom: number): Shape {
  return {
    box: { left, top, right, bottom },
    distance: (x, y) => Math.max(left - x, x - right, top - y, y - bottom),
  };
}

/** A thick line with round ends, `from` to `to`, tapering from one radius to the other. */
export function stroke(from: Place, to: Place, radius: number, endRadius: number = radius): Shape {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const squared = dx * dx + dy * dy || 1e-12;
  const widest = Math.max(radius, endRadius);
  return {
    box: {
      left: Math.min(from[0], to[0]) - widest,
      top: Math.min(from[1], to[1]) - widest,
      right: Math.max(from[0], to[0]) + widest,
      bottom: Math.max(from[1], to[1]) + widest,
    },
    distance: (x, y) => {
      const t = clamp01(((x - from[0]) * dx + (y - from[1]) * dy) / squared);
      const away = length(x - from[0] - t * dx, y - from[1] - t * dy);
      return away - radius - (endRadius - radius) * t;
    },
  };
}

/** A filled polygon, convex or not (after Quilez's signed distance to a polygon). */
export function polygon(points: readonly Place[]): Shape {
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return {
    box: { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) },
    distance: (x, y) => {
      let nearest = Number.POSITIVE_INFINITY;
      let inside = false;
      for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
        const ax = xs[i] as number;
        const ay = ys[i] as number;
        const by = ys[j] as number;
        const ex = (xs[j] as number) - ax;
        const ey = by - ay;
        const t = clamp01(((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey || 1e-12));
        const away = length(x - ax - t * ex, y - ay - t * ey);
        if (away < nearest) nearest = away;
        if (ay > y !== by > y && x < (ex * (y - ay)) / ey + ax) inside = !inside;
      }
      return inside ? -nearest : nearest;
    },
  };
}

/** The shape with its outline frayed by noise: `amount` deep, features 1/`frequency` long. */
export function frayed(shape: Shape, noise: Noise, frequency: number, amount: number): Shape {
  const { left, top, right, bottom } = shape.box;
  return {
    box: { left: left - amount, top: top - amount, right: right + amount, bottom: bottom + amount },
    distance: (x, y) => shape.distance(x, y) + amount * noise(x * frequency, y * frequency),
  };
}
