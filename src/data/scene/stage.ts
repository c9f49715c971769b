import { integer, type Random, uniform } from "../../math/index.ts";
import type { Canvas } from "./canvas.ts";
import type { Colour } from "./colour.ts";
import type { Mood } from "./mood.ts";
import { createNoise, type Noise } from "./noise.ts";

/**
 * Where the camera stands: `eye` above the water or plain (height 0), looking level. A point `x` to the right,
 * `z` ahead and `height` up is seen at (centre + focal x / z, horizon + focal (eye − height) / z).
 */
export interface View {
  readonly horizon: number;
  readonly eye: number;
  readonly focal: number;
  readonly centre: number;
}

/** The sun or the moon: where on the picture (it may be outside), and the unit vector towards it (right, up, ahead). */
export interface Sun {
  readonly x: number;
  readonly y: number;
  readonly inFrame: boolean;
  readonly direction: readonly [number, number, number];
}

/** Everything the parts of one scene share. */
export interface Stage {
  readonly canvas: Canvas;
  readonly random: Random;
  readonly noise: Noise;
  readonly mood: Mood;
  readonly view: View;
  readonly sun: Sun;
}

/** A stage for `mood`: camera and sun are placed at random. */
export function createStage(canvas: Canvas, random: Random, mood: Mood, chosen: Partial<View> = {}): Stage {
  const view: View = {
    horizon: uniform(random, 0.34, 0.66),
    eye: uniform(random, 0.7, 1.5),
    focal: uniform(random, 0.9, 1.7),
    centre: canvas.aspect * uniform(random, 0.35, 0.65),
    ...chosen,
  };
  return {
    canvas,
    random,
    noise: createNoise(random),
    mood,
    view,
    sun: placedSun(random, canvas, mood, view),
  };
}

/** In low light often in the picture, otherwise behind the camera's left or right shoulder. */
function placedSun(random: Random, canvas: Canvas, mood: Mood, view: View): Sun {
  const elevation = uniform(random, mood.elevation[0], mood.elevation[1]);
  const inFrame = !mood.veiled && elevation < 0.66 && random.next() < 0.55;
  const side = integer(random, 2) === 0 ? -1 : 1;
  const x = inFrame ? canvas.aspect * uniform(random, 0.1, 0.9) : view.centre + side * uniform(random, 1, 3);
  const y = view.horizon - elevation;
  const [right, up] = [(x - view.centre) / view.focal, Math.max(0.12, elevation / view.focal)];
  const ahead = inFrame ? 1 : -uniform(random, 0.2, 0.9);
  const length = Math.hypot(right, up, ahead);
  return { x, y, inFrame, direction: [right / length, up / length, ahead / length] };
}

/**
 * The light on a surface: ambient + sun · facing.
 * @param facing cosine between the surface and the light, 0 in shadow.
 * @param open how much of the sky it sees, [0, 1].
 */
export function lightOn(mood: Mood, facing: number, open = 1): Colour {
  const { sun, ambient } = mood;
  return [
    ambient[0] * open + sun[0] * facing,
    ambient[1] * open + sun[1] * facing,
    ambient[2] * open + sun[2] * facing,
  ];
}

/** What reaches the eye of a surface colour: mix(surface · lightOn(facing, open), haze, 1 − exp(−density · distance)). */
export function seenColour(mood: Mood, surface: Colour, at: Exposure): Colour {
  const { sun, ambient, haze } = mood;
  const clear = Math.exp(-mood.density * at.distance);
  const direct = clear * at.facing;
  const open = clear * at.open;
  const veil = 1 - clear;
  return [
    surface[0] * (ambient[0] * open + sun[0] * direct) + haze[0] * veil,
    surface[1] * (ambient[1] * open + sun[1] * direct) + haze[1] * veil,
    surface[2] * (ambient[2] * open + sun[2] * direct) + haze[2] * veil,
  ];
}

/** How a surface lies: `facing` the sun and `open` to the sky as in {@link lightOn}, `distance` from the camera. */
export interface Exposure {
  readonly facing: number;
  readonly open: number;
  readonly distance: number;
}
