import { afterAll, expect, it } from "vitest";
import { createRandom, normal, squaredDistance } from "../../math/index.ts";
import { openOnnxHere } from "../../onnx/index.node.ts";
import { drawnTaef2, drawnVqvae } from "./drawn-weights.ts";
import type { Weights } from "./net.ts";
import {
  each,
  type Maps,
  plainConvolution,
  plainGroupNorm,
  plainMaps,
  plainTransposed,
  plainTwice,
  relu,
  sum,
} from "./plain-layers.ts";
import { taef2Channels, taef2Decoder, taef2Encoder } from "./taef2.ts";
import { vqvaeChannels, vqvaeDecoder, vqvaeEncoder } from "./vqvae.ts";

const size = 16;
const runtime = await openOnnxHere();
afterAll(() => runtime.close());

const random = createRandom(3);
const drawn = (channels: number, side: number, spread: number): Maps =>
  plainMaps(
    channels,
    side,
    Float32Array.from({ length: channels * side * side }, () => normal(random, 0.4, spread)),
  );

/** What a model makes of two inputs at once. */
async function ran(model: Uint8Array, inputs: readonly Maps[], result: Omit<Maps, "data">): Promise<Maps[]> {
  const session = await runtime.load(model);
  const [input, output] = [Object.keys(session.inputs)[0], Object.keys(session.outputs)[0]];
  const [{ channels, side }] = inputs;
  const count = result.channels * result.side ** 2;
  const data = new Float32Array(inputs.length * count);
  await session.run(
    {
      [input]: {
        data: Float32Array.from(inputs.flatMap((maps) => [...maps.data])),
        shape: [inputs.length, channels, side, side],
      },
    },
    { [output]: { data, shape: [inputs.length, result.channels, result.side, result.side] } },
  );
  return inputs.map((_, n) =>
    plainMaps(result.channels, result.side, data.subarray(n * count, (n + 1) * count)),
  );
}

function expectClose(found: readonly Maps[], expected: readonly Maps[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [n, { data }] of expected.entries()) {
    const scale = Math.max(...data.map(Math.abs));
    const off = Math.max(...data.map((value, i) => Math.abs(value - found[n].data[i])));
    expect(off / scale).toBeLessThan(1e-5);
  }
}

function plainBlock(x: Maps, weights: Weights, name: number): Maps {
  const conv = (from: Maps, part: string): Maps => plainConvolution(from, weights, `${name}.${part}`);
  const pooled = weights.has(`${name}.pool.0.weight`);
  const y = pooled
    ? sum(x, conv(relu(plainGroupNorm(conv(x, "pool.0"), weights, `${name}.pool.1`)), "pool.3"))
    : x;
  return relu(sum(conv(relu(conv(relu(conv(y, "conv.0")), "conv.2")), "conv.4"), y));
}

it("TAEF2 computes what its layers say, both ways", async () => {
  const weights = drawnTaef2(random);
  const [down, up] = [weights.get("encoder") ?? new Map(), weights.get("decoder") ?? new Map()];
  const pictures = [drawn(3, size, 0.3), drawn(3, size, 0.3)];
  const encoded = pictures.map((picture) => {
    let x = plainConvolution(picture, down, "0");
    for (let layer = 1; layer < 14; layer++) {
      const shrinks = layer === 2 || layer === 6 || layer === 10;
      x = shrinks ? plainConvolution(x, down, String(layer), { stride: 2 }) : plainBlock(x, down, layer);
    }
    return plainConvolution(x, down, "14");
  });
  const codes = await ran(taef2Encoder(down, size), pictures, { channels: taef2Channels, side: size / 8 });
  expectClose(codes, encoded);

  const large = encoded.map((code) => each(code, (value) => 4 * value));
  const decoded = large.map((code) => {
    let x = relu(
      plainConvolution(
        each(code, (value) => 3 * Math.tanh(value / 3)),
        up,
        "1",
      ),
    );
    for (let layer = 3; layer < 19; layer++) {
      if ([6, 11, 16].includes(layer)) x = plainTwice(x);
      else if ([7, 12, 17].includes(layer)) x = plainConvolution(x, up, String(layer));
      else x = plainBlock(x, up, layer);
    }
    return plainConvolution(x, up, "19");
  });
  const back = await ran(taef2Decoder(up, size), large, { channels: 3, side: size });
  expectClose(back, decoded);
});

function plainResiduals(from: Maps, weights: Weights, side: string): Maps {
  let x = from;
  for (const layer of [0, 1]) {
    const name = `${side}._residual_stack._layers.${layer}._block`;
    const inner = relu(plainConvolution(relu(x), weights, `${name}.1`));
    x = sum(relu(x), plainConvolution(inner, weights, `${name}.3`));
  }
  return relu(x);
}

function plainNearest(x: Maps, weights: Weights): Maps {
  const book = weights.get("_vq_vae._embedding.weight")?.data ?? new Float32Array();
  const places = x.side ** 2;
  const result = each(x, () => 0);
  for (let place = 0; place < places; place++) {
    const vector = Array.from({ length: vqvaeChannels }, (_, c) => x.data[c * places + place]);
    const entries = Array.from({ length: book.length / vqvaeChannels }, (_, k) =>
      book.subarray(k * vqvaeChannels, (k + 1) * vqvaeChannels),
    );
    const distances = entries.map((entry) => squaredDistance(vector, entry));
    entries[distances.indexOf(Math.min(...distances))].forEach((value, c) => {
      result.data[c * places + place] = value;
    });
  }
  return result;
}

it("the VQ-VAE computes what its layers say, both ways, and takes the nearest of its codes", async () => {
  const weights = drawnVqvae(random);
  const pictures = [drawn(3, size, 0.3), drawn(3, size, 0.3)];
  const encoded = pictures.map((picture) => {
    const scaled = each(picture, (value) => (value - 0.5) / 0.5);
    const first = relu(plainConvolution(scaled, weights, "_encoder._conv_1", { stride: 2, pad: 1 }));
    const second = relu(plainConvolution(first, weights, "_encoder._conv_2", { stride: 2, pad: 1 }));
    const deep = plainResiduals(plainConvolution(second, weights, "_encoder._conv_3"), weights, "_encoder");
    return plainNearest(plainConvolution(deep, weights, "_pre_vq_conv"), weights);
  });
  const codes = await ran(vqvaeEncoder(weights, size), pictures, { channels: vqvaeChannels, side: size / 4 });
  expectClose(codes, encoded);

  const mixed = encoded.map((code, n) =>
    each(code, (value, i) => 0.6 * value + 0.4 * encoded[1 - n].data[i]),
  );
  const decoded = mixed.map((code) => {
    const wide = plainConvolution(plainNearest(code, weights), weights, "_decoder._conv_1");
    const deep = plainResiduals(wide, weights, "_decoder");
    const larger = relu(plainTransposed(deep, weights, "_decoder._conv_trans_1"));
    return each(plainTransposed(larger, weights, "_decoder._conv_trans_2"), (value) => 0.5 + 0.5 * value);
  });
  const back = await ran(vqvaeDecoder(weights, size), mixed, { channels: 3, side: size });
  expectClose(back, decoded);
});

it("refuses weights of another network", () => {
  const weights = drawnVqvae(random);
  expect(() => taef2Encoder(weights, size)).toThrow(
    "the weights have no 0.weight: they are of another network",
  );
  weights.set("_encoder._conv_1.weight", { shape: [2, 2], data: new Float32Array(4) });
  expect(() => vqvaeEncoder(weights, size)).toThrow(
    "_encoder._conv_1.weight is 2 × 2, not any × any × any × any",
  );
});
