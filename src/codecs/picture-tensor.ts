import { blackPicture, type Picture } from "../data/index.ts";
import type { Tensor } from "../onnx/index.ts";

/** How a network takes pictures, or gives them: (x − mean)/deviation of each colour, in [0, 1] before. */
export interface PictureForm {
  /** Channels first, `[n, 3, h, w]`, or last, `[n, h, w, 3]`. */
  readonly layout: "nchw" | "nhwc";
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** Pictures as they are, channels first. */
export const plainForm: PictureForm = { layout: "nchw", mean: [0, 0, 0], deviation: [1, 1, 1] };

/** Values from −1 to 1, channels first. */
export const signedForm: PictureForm = {
  layout: "nchw",
  mean: [0.5, 0.5, 0.5],
  deviation: [0.5, 0.5, 0.5],
};

/** The shape of n pictures. */
export function formShape({ layout }: PictureForm, n: number, side: number): number[] {
  return layout === "nchw" ? [n, 3, side, side] : [n, side, side, 3];
}

/** Pictures of `side` × `side` as a network takes them. Grey ones have three equal colours. */
export function tensorOf(pictures: readonly Picture[], form: PictureForm, side: number): Tensor {
  const places = side * side;
  const data = new Float32Array(pictures.length * 3 * places);
  const [across, along] = strides(form, places);
  for (const [n, { pixels, channels }] of pictures.entries()) {
    for (let c = 0; c < 3; c++) {
      const [from, to] = [channels === 3 ? c : 0, n * 3 * places + c * along];
      const [mean, deviation] = [form.mean[c], form.deviation[c]];
      for (let i = 0; i < places; i++)
        data[to + i * across] = (pixels[i * channels + from] - mean) / deviation;
    }
  }
  return { data, shape: formShape(form, pictures.length, side) };
}

/** The pictures that a network gave, not clipped. */
export function picturesOf(data: Float32Array, form: PictureForm, side: number): Picture[] {
  const places = side * side;
  const [across, along] = strides(form, places);
  return Array.from({ length: data.length / (3 * places) }, (_, n) => {
    const picture = blackPicture(side, side);
    for (let c = 0; c < 3; c++) {
      const from = n * 3 * places + c * along;
      for (let i = 0; i < places; i++) {
        picture.pixels[3 * i + c] = data[from + i * across] * form.deviation[c] + form.mean[c];
      }
    }
    return picture;
  });
}

/** How far apart places lie, and colours. */
function strides({ layout }: PictureForm, places: number): [number, number] {
  return layout === "nchw" ? [1, places] : [3, 1];
}
