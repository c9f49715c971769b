import type { NumericArray } from "../../data/index.ts";
import { normal, type Random } from "../../math/index.ts";
import { taef2Channels } from "./taef2.ts";
import { vqvaeChannels } from "./vqvae.ts";

/** For tests: weights of the shapes that TAEF2 has, but narrower, drawn at random. */
export function drawnTaef2(random: Random, width = 4): Map<"encoder" | "decoder", Map<string, NumericArray>> {
  const encoder = drawing(random);
  const decoder = drawing(random);
  const block = (draw: Drawing, name: number, pool: boolean): void => {
    for (const part of [0, 2, 4]) draw.convolution(`${name}.conv.${part}`, [width, width, 3, 3]);
    if (!pool) return;
    draw.convolution(`${name}.pool.0`, [4 * width, width, 1, 1], false);
    draw.vector(`${name}.pool.1.weight`, 4 * width);
    draw.vector(`${name}.pool.1.bias`, 4 * width);
    draw.convolution(`${name}.pool.3`, [width, 4 * width, 1, 1], false);
  };
  encoder.convolution("0", [width, 3, 3, 3]);
  for (const layer of [1, 3, 4, 5, 7, 8, 9, 11, 12, 13]) block(encoder, layer, layer > 10);
  for (const layer of [2, 6, 10]) encoder.convolution(String(layer), [width, width, 3, 3], false);
  encoder.convolution("14", [taef2Channels, width, 3, 3]);
  decoder.convolution("1", [width, taef2Channels, 3, 3]);
  for (const layer of [3, 4, 5, 8, 9, 10, 13, 14, 15, 18]) block(decoder, layer, layer < 6);
  for (const layer of [7, 12, 17]) decoder.convolution(String(layer), [width, width, 3, 3], false);
  decoder.convolution("19", [3, width, 3, 3]);
  return new Map([
    ["encoder", encoder.weights],
    ["decoder", decoder.weights],
  ]);
}

/** For tests: weights of the shapes that the VQ-VAE has, but narrower, drawn at random. */
export function drawnVqvae(random: Random, width = 6): Map<string, NumericArray> {
  const draw = drawing(random);
  draw.convolution("_encoder._conv_1", [width, 3, 4, 4]);
  draw.convolution("_encoder._conv_2", [width, width, 4, 4]);
  draw.convolution("_encoder._conv_3", [width, width, 3, 3]);
  draw.convolution("_pre_vq_conv", [vqvaeChannels, width, 1, 1]);
  draw.convolution("_decoder._conv_1", [width, vqvaeChannels, 3, 3]);
  for (const side of ["_encoder", "_decoder"]) {
    for (const layer of [0, 1]) {
      const name = `${side}._residual_stack._layers.${layer}._block`;
      draw.convolution(`${name}.1`, [width, width, 3, 3], false);
      draw.convolution(`${name}.3`, [width, width, 1, 1], false);
    }
  }
  draw.array("_decoder._conv_trans_1.weight", [width, width, 4, 4]);
  draw.vector("_decoder._conv_trans_1.bias", width);
  draw.array("_decoder._conv_trans_2.weight", [width, 3, 4, 4]);
  draw.vector("_decoder._conv_trans_2.bias", 3);
  draw.array("_vq_vae._embedding.weight", [16, vqvaeChannels]);
  return draw.weights;
}

interface Drawing {
  readonly weights: Map<string, NumericArray>;
  array(name: string, shape: readonly number[]): void;
  vector(name: string, length: number): void;
  convolution(name: string, shape: readonly number[], bias?: boolean): void;
}

function drawing(random: Random): Drawing {
  const weights = new Map<string, NumericArray>();
  const array = (name: string, shape: readonly number[]): void => {
    const count = shape.reduce((product, n) => product * n, 1);
    const spread = 1 / Math.sqrt(count / shape[0]);
    weights.set(name, { shape, data: Float32Array.from({ length: count }, () => normal(random, 0, spread)) });
  };
  const vector = (name: string, length: number): void => {
    weights.set(name, {
      shape: [length],
      data: Float32Array.from({ length }, () => normal(random, 0.5, 0.3)),
    });
  };
  return {
    weights,
    array,
    vector,
    convolution: (name, shape, bias = true) => {
      array(`${name}.weight`, shape);
      if (bias) vector(`${name}.bias`, shape[0]);
    },
  };
}
