import { uniform } from "../../math/index.ts";
import { blend, forEachPixel, paint } from "./canvas.ts";
import { type Colour, mix, white } from "./colour.ts";
import { clamp01 } from "./curve.ts";
import { fractal } from "./noise.ts";
import { disc, stroke } from "./shape.ts";
import type { Stage } from "./stage.ts";

/** What falls or drifts through the picture. */
export type Weather = "clear" | "rain" | "snow" | "fog";

/** Weather in front of everything. */
export function paintWeather(stage: Stage, weather: Weather): void {
  if (weather === "fog") paintFog(stage);
  if (weather === "snow") paintSnowfall(stage);
  if (weather === "rain") paintRain(stage);
}

function paintFog({ canvas, random, noise, view, mood }: Stage): void {
  const level = view.horizon + uniform(random, -0.06, 0.06);
  const [depth, seed] = [uniform(random, 0.05, 0.14), uniform(random, 0, 99)];
  const air = mix(mood.haze, white, 0.12 * (1 - mood.night));
  forEachPixel(canvas, { top: level - 3 * depth, bottom: level + 3 * depth }, (at, x, y) => {
    const drift = 0.75 + 0.5 * fractal(noise, x * 2 + seed, y * 7, 4);
    const away = (y - level) / depth;
    blend(canvas, at, air, clamp01(Math.exp(-away * away) * drift * 0.6));
  });
}

function paintSnowfall({ canvas, random, mood }: Stage): void {
  const flake: Colour = mix(mood.haze, white, 0.75);
  for (let i = 0; i < 110; i++) {
    const near = random.next() ** 3;
    const radius = 0.0025 + 0.006 * near;
    paint(canvas, disc(uniform(random, 0, canvas.aspect), random.next(), radius), flake, 0.85 - 0.35 * near);
  }
}

function paintRain({ canvas, random, mood }: Stage): void {
  const slant = uniform(random, -0.03, 0.03);
  for (let i = 0; i < 120; i++) {
    const [x, y, length] = [
      uniform(random, 0, canvas.aspect),
      uniform(random, -0.1, 1),
      uniform(random, 0.03, 0.1),
    ];
    paint(
      canvas,
      stroke([x, y], [x + slant * length * 10, y + length], 0.002),
      mix(mood.haze, white, 0.3),
      0.22,
    );
  }
}
