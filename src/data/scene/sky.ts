import { integer, uniform } from "../../math/index.ts";
import { blend, forEachPixel, glow, paint } from "./canvas.ts";
import { type Colour, mix, white } from "./colour.ts";
import { clamp01, length, smoothstep } from "./curve.ts";
import { fractal } from "./noise.ts";
import { disc } from "./shape.ts";
import type { Stage } from "./stage.ts";

/** The whole sky: gradient, stars, aurora, sun or moon, down to a little below the horizon. */
export function paintSky(stage: Stage): void {
  paintGradient(stage);
  if (stage.mood.night > 0.3) paintStars(stage);
  if (stage.mood.name === "aurora") paintAurora(stage);
  paintGlow(stage);
  if (stage.sun.inFrame) paintDisc(stage);
}

function paintGradient({ canvas, mood, view, noise, random }: Stage): void {
  const [zenith, middle, horizon] = mood.sky;
  const bend = uniform(random, 0.3, 0.6);
  const tilt = uniform(random, -0.12, 0.12);
  forEachPixel(canvas, { bottom: view.horizon + 0.1 }, (at, x, y) => {
    const height = clamp01((view.horizon - y) / Math.max(0.35, view.horizon));
    const up = clamp01(height + tilt * (x - canvas.aspect / 2) + 0.03 * noise(x * 2, y * 3));
    const colour =
      up < bend ? mix(horizon, middle, up / bend) : mix(middle, zenith, (up - bend) / (1 - bend));
    blend(canvas, at, colour, 1);
  });
}

function paintStars({ canvas, random, mood, view, noise }: Stage): void {
  const count = Math.round(170 * mood.night * uniform(random, 0.4, 1.4));
  const [angle, offset] = [uniform(random, -1.2, 1.2), uniform(random, 0.1, 0.7)];
  const milky = mood.night === 1 && random.next() < 0.5;
  if (milky) {
    forEachPixel(canvas, { bottom: view.horizon }, (at, x, y) => {
      const across = (y - offset) * Math.cos(angle) - (x - canvas.aspect / 2) * Math.sin(angle);
      const cloud = 0.55 + 0.6 * fractal(noise, x * 5 + 40, y * 5, 4);
      glow(canvas, at, [0.75, 0.7, 0.85], 0.34 * Math.exp(-((across / 0.13) ** 2)) * Math.max(0, cloud));
    });
  }
  for (let i = 0; i < count; i++) {
    const column = integer(random, canvas.width);
    const row = Math.floor(canvas.height * view.horizon * random.next());
    const strength = random.next() ** 3 * mood.night;
    const tint = mix([1, 0.9, 0.78], [0.8, 0.9, 1], random.next());
    glow(canvas, row * canvas.width + column, tint, 0.12 + 0.88 * strength);
  }
}

function paintAurora({ canvas, random, view, noise }: Stage): void {
  const colours: Colour[] = [
    [0.25, 1, 0.55],
    [0.15, 0.9, 0.8],
    [0.6, 0.4, 1],
  ];
  for (let curtain = 0; curtain < 3; curtain++) {
    const base = view.horizon * uniform(random, 0.45, 0.95);
    const [seed, slant] = [uniform(random, 0, 90), uniform(random, -0.3, 0.3)];
    const main = colours[integer(random, 3)] as Colour;
    forEachPixel(canvas, { bottom: view.horizon + 0.05 }, (at, x, y) => {
      const foot = base + slant * (x - 0.5) + 0.14 * fractal(noise, x * 1.6 + seed, seed, 3);
      const rise = foot - y;
      if (rise < -0.04) return;
      const rays = 0.55 + 0.45 * fractal(noise, (x + rise * slant) * 14 + seed, 3, 3);
      const fade = smoothstep(-0.04, 0.02, rise) * Math.exp(-Math.max(0, rise) / 0.2);
      glow(canvas, at, mix(main, [0.7, 0.3, 0.9], clamp01(rise * 2.4)), Math.max(0, 0.75 * fade * rays));
    });
  }
}

/** Glow around the sun and a warmer band along the horizon beneath it. */
function paintGlow({ canvas, mood, view, sun }: Stage): void {
  const [strength, width] = mood.glow;
  if (strength === 0) return;
  const colour = mix(mood.sun, white, 0.15);
  const aside = Float64Array.from({ length: canvas.width }, (_, i) =>
    Math.exp(-Math.abs((i + 0.5) / canvas.unit - sun.x) / 0.7),
  );
  const above = Float64Array.from({ length: canvas.height }, (_, i) =>
    Math.exp(-Math.abs((i + 0.5) / canvas.unit - view.horizon) / (0.5 * width)),
  );
  forEachPixel(canvas, { bottom: view.horizon + 0.05 }, (at, x, y) => {
    const halo = Math.exp(-length(x - sun.x, y - sun.y) / width);
    const core = halo * halo * halo * halo;
    const row = Math.floor(at / canvas.width);
    const band = (above[row] as number) * (aside[at - row * canvas.width] as number);
    glow(canvas, at, colour, strength * (0.7 * halo + 0.5 * core + 0.35 * band));
  });
}

function paintDisc({ canvas, mood, random, sun, noise }: Stage): void {
  if (sun.y < -0.1) return;
  if (mood.night < 0.6) {
    const radius = uniform(random, 0.025, 0.055);
    paint(canvas, disc(sun.x, sun.y, radius), mix(mood.sun, [1, 1, 0.92], 0.75));
    return;
  }
  const radius = uniform(random, 0.03, 0.075);
  const phase = uniform(random, -1.3, 1.3);
  const sky = mood.sky[1];
  paint(canvas, disc(sun.x, sun.y, radius), (x, y) => {
    const [dx, dy] = [(x - sun.x) / radius, (y - sun.y) / radius];
    const terminator = phase * Math.sqrt(Math.max(0, 1 - dy * dy));
    const seas = 0.9 + 0.14 * noise(dx * 2 + 9, dy * 2);
    const shine = smoothstep(-0.15, 0.15, dx + terminator * (phase < 0 ? -0.8 : 0.8) + 0.7);
    return mix(sky, [0.97 * seas, 0.96 * seas, 0.88 * seas], shine);
  });
}
