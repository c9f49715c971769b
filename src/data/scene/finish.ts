import { integer, uniform } from "../../math/index.ts";
import { forEachPixel } from "./canvas.ts";
import { clamp01, fraction, length, smoothstep } from "./curve.ts";
import { cellValue } from "./noise.ts";
import type { Stage } from "./stage.ts";

/**
 * What the camera does: exposure, contrast, colour, falling-off corners, grain; then 8 bits a channel, as a
 * photograph has. One in twenty is in black and white, slightly warm.
 */
export function develop({ canvas, random, mood }: Stage): void {
  const { pixels, aspect } = canvas;
  const [contrast, saturation] = [uniform(random, 0.1, 0.5), uniform(random, 0.85, 1.18)];
  const [corner, grain] = [uniform(random, 0, 0.25), uniform(random, 0.006, 0.018)];
  const [colourful, salt] = [random.next() < 0.05 ? 0 : saturation, integer(random, 1 << 30)];
  const warmth = uniform(random, -0.03, 0.03);
  const tone = colourful === 0 ? [1.06, 0.99, 0.88] : [1 + warmth, 1, 1 - warmth];
  const { mean, gain, spread } = exposureOf(pixels, mood.night);
  forEachPixel(canvas, {}, (at, x, y) => {
    const at3 = at * 3;
    const light =
      0.2126 * (pixels[at3] as number) +
      0.7152 * (pixels[at3 + 1] as number) +
      0.0722 * (pixels[at3 + 2] as number);
    const vignette = gain * (1 - corner * smoothstep(0.3, 0.8, length(x - aspect / 2, y - 0.5)));
    const die = cellValue(at, salt) * 1024;
    const speck = grain * (die / 1024 + fraction(die) - 1);
    for (let c = 0; c < 3; c++) {
      const saturated = light + colourful * ((pixels[at3 + c] as number) - light);
      const v = clamp01((mean + (saturated - mean) * spread) * (tone[c] as number) * vignette);
      const curved = v + contrast * (v * v * (3 - 2 * v) - v) + speck;
      pixels[at3 + c] = Math.floor(clamp01(curved) * 255 + 0.5) / 255;
    }
  });
}

/**
 * What a photographer would do half of: brighten or darken towards a middling mean (lower by night), and spread
 * a picture of few tones. A pixel v becomes mean · gain + (v − mean) · gain · spread.
 */
function exposureOf(pixels: Float32Array, night: number): { mean: number; gain: number; spread: number } {
  let [sum, squares, count] = [0, 0, 0];
  for (let i = 0; i < pixels.length; i += 7) {
    const value = Math.min(1, pixels[i] as number);
    sum += value;
    squares += value * value;
    count++;
  }
  const mean = sum / count;
  const gain = Math.min(1.9, Math.max(0.75, Math.sqrt((0.5 - 0.22 * night) / Math.max(0.02, mean))));
  const deviation = gain * Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { mean, gain, spread: Math.min(1.6, Math.max(1, Math.sqrt(0.2 / Math.max(0.02, deviation)))) };
}
