import { integer, uniform } from "../../math/index.ts";
import { paint } from "./canvas.ts";
import { type Colour, hex, lit, mix, oneOf, varied, white } from "./colour.ts";
import { clamp01 } from "./curve.ts";
import { ellipse, type Place, polygon, rectangle, stroke } from "./shape.ts";
import { lightOn, type Stage } from "./stage.ts";

const bunting = [0xd8322e, 0xf2b632, 0x2d6fb8, 0x3f9c5a, 0xf4f0e6, 0xe86a2a, 0x7a4aa0, 0x24aaa8];

/** Hot-air balloons in striped cloth, the near ones large. */
export function paintBalloons(stage: Stage, count: number): void {
  const { random, canvas, view } = stage;
  const sizes = Array.from({ length: count }, () => 0.025 + 0.15 * random.next() ** 2.2).sort(
    (a, b) => a - b,
  );
  for (const size of sizes) {
    paintBalloon(
      stage,
      uniform(random, 0.06, 0.94) * canvas.aspect,
      uniform(random, 0.12, view.horizon * 0.95),
      size,
    );
  }
}

function paintBalloon({ canvas, random, mood, sun }: Stage, x: number, y: number, radius: number): void {
  const cloth: Colour[] = [0, 1].map(() => varied(random, hex(oneOf(random, bunting)), 0.08));
  const gores = 4 + integer(random, 5);
  const side = sun.direction[0] < 0 ? -1 : 1;
  const far = clamp01(0.35 - radius * 4);
  const shade = (px: number, py: number): Colour => {
    const across = clamp01(
      (px - x) / (radius * Math.sqrt(Math.max(0.05, 1 - ((py - y) / radius) ** 2))) / 2 + 0.5,
    );
    const gore = Math.floor((Math.acos(1 - 2 * across) / Math.PI) * gores);
    const facing = clamp01(0.55 + (0.4 * (side * (px - x) - (py - y))) / radius);
    return mix(lit(cloth[gore % 2] as Colour, lightOn(mood, facing)), mood.haze, far);
  };
  const low: Place[] = [
    [x - radius * 0.86, y + radius * 0.5],
    [x + radius * 0.86, y + radius * 0.5],
    [x + radius * 0.2, y + radius * 1.45],
    [x - radius * 0.2, y + radius * 1.45],
  ];
  paint(canvas, polygon(low), shade);
  paint(canvas, ellipse(x, y, radius, radius), shade);
  const basket = y + radius * 1.75;
  const wood = mix(lit(hex(0x6a4a2c), lightOn(mood, 0.4)), mood.haze, far);
  for (const end of [-1, 1]) {
    paint(
      canvas,
      stroke(
        [x + end * radius * 0.18, y + radius * 1.45],
        [x + end * radius * 0.12, basket],
        0.15 / canvas.unit,
      ),
      wood,
      0.7,
    );
  }
  paint(canvas, rectangle(x - radius * 0.15, basket, x + radius * 0.15, basket + radius * 0.22), wood);
}

/** A flock of birds far away. */
export function paintBirds({ canvas, random, mood, view }: Stage, count: number): void {
  const [x0, y0] = [uniform(random, 0.2, 0.8) * canvas.aspect, uniform(random, 0.1, 0.8) * view.horizon];
  const colour = lit(mix(mood.sky[0], [0.05, 0.05, 0.07], 0.8), white);
  for (let bird = 0; bird < count; bird++) {
    const [x, y] = [x0 + uniform(random, -0.16, 0.16), y0 + uniform(random, -0.08, 0.08)];
    const span = uniform(random, 0.012, 0.03);
    const lift = span * uniform(random, 0.2, 0.7);
    for (const side of [-1, 1]) {
      paint(canvas, stroke([x, y], [x + side * span, y - lift], 0.0035, 0.0015), colour, 0.85);
    }
  }
}
