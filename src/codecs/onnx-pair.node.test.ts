import { describe, expect, it } from "vitest";
import { drawScene, type Picture, resized } from "../data/index.ts";
import { createRandom, rowArrays } from "../math/index.ts";
import { openOnnx, openOnnxHere, openOnnxWorker } from "../onnx/index.node.ts";
import { openOnnxWeb } from "../onnx/index.ts";
import { codecFrom } from "./codec-from.ts";
import type { NetworkResources } from "./network.ts";
import type { NetworkCodec } from "./network-codec.ts";
import { createNet } from "./networks/net.ts";
import { type SmallPairOptions, smallPair } from "./networks/small-pair.ts";
import { type OnnxPairOptions, openOnnxPair } from "./onnx-pair.ts";

const size = 16;
const pictures = [1, 2, 3].map((seed) => resized(drawScene(createRandom(seed), 64, 64), size, size));
const files = { encoder: "encoder.onnx", decoder: "decoder.onnx" };

function resourcesOf(
  made: SmallPairOptions,
  runtime: NetworkResources["runtime"] = openOnnxHere,
): NetworkResources {
  const pair = smallPair(made);
  return {
    runtime,
    weights: async (file) => (file === files.encoder ? pair.encoder : pair.decoder).slice(),
  };
}

function opened(made: SmallPairOptions = {}, options: Partial<OnnxPairOptions> = {}): Promise<NetworkCodec> {
  return openOnnxPair({ ...files, size, ...options }, resourcesOf(made));
}

/** 10 times the mean of each colour over squares of 4 × 4. */
function codeOf({ pixels }: Picture): number[] {
  return Array.from({ length: 48 }, (_, i) => {
    const [c, y, x] = [Math.floor(i / 16), Math.floor(i / 4) % 4, i % 4];
    let sum = 0;
    for (let k = 0; k < 16; k++) {
      sum += pixels[((4 * y + Math.floor(k / 4)) * size + 4 * x + (k % 4)) * 3 + c];
    }
    return (10 * sum) / 16;
  });
}

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(Array.from(found)).toEqual(Array.from(expected, (value) => expect.closeTo(value, 4)));
}

/** The picture as its code shows it. */
function blocksOf(code: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % size, Math.floor(i / (3 * size))];
    return code[c * 16 + Math.floor(y / 4) * 4 + Math.floor(x / 4)] / 10;
  });
}

describe("the codec of an ONNX pair", () => {
  it.each<[string, SmallPairOptions, Partial<OnnxPairOptions>]>([
    ["of open sides", {}, {}],
    ["of fixed sides", { size }, {}],
    ["with channels last", { layout: "nhwc", size }, { layout: "nhwc" }],
    ["of values from −1 to 1", { signed: true }, { range: "signed" }],
    [
      "of values scaled by colour",
      { signed: true },
      { colours: { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } },
    ],
    ["that gives means and deviations", { moments: true }, { channels: 3 }],
  ])(
    "flattens what the encoder gives, and shows what the decoder makes of it: %s",
    async (_, made, options) => {
      const codec = await opened(made, options);
      expect(codec).toMatchObject({ shape: [3, 4, 4], length: 48, width: size });
      const codes = await codec.encodeMany(pictures);
      rowArrays(codes).forEach((code, n) => {
        expectNear(code, codeOf(pictures[n]));
      });
      const back = (await codec.decode?.(codes)) ?? [];
      back.forEach(({ pixels }, n) => {
        expectNear(pixels, blocksOf(codes.data.subarray(48 * n)));
      });
      expect(back).toHaveLength(3);
      await codec.close?.();
    },
  );

  it.each([
    ["a worker", openOnnxWorker],
    ["onnxruntime-web", openOnnxWeb],
    ["whatever is there", openOnnx],
  ])("gives the same in %s, and again after it was closed", async (_, runtime) => {
    const codec = await openOnnxPair({ ...files, size }, resourcesOf({}, runtime));
    for (let time = 0; time < 2; time++) {
      expectNear((await codec.encodeMany([pictures[1]])).data, codeOf(pictures[1]));
      await codec.close?.();
    }
  });

  it("is made again from its settings, its mean taken off and put back", async () => {
    const plain = await opened();
    const codes = await plain.encodeMany(pictures);
    const { codec, codes: without } = plain.centredOn(codes);
    const again = codecFrom(JSON.parse(JSON.stringify(codec.settings)), resourcesOf({}));
    expect(again.name).toBe(codec.name);
    expect(again.name).not.toBe(plain.name);
    const found = await again.encodeMany(pictures);
    expectNear(found.data, without.data);
    for (let i = 0; i < 48; i++) {
      expect(without.data[i] + without.data[48 + i] + without.data[96 + i]).toBeCloseTo(0, 4);
    }
    const [whole, back] = [await plain.decode?.(codes), await again.decode?.(found)];
    back?.forEach(({ pixels }, n) => {
      expectNear(pixels, whole?.[n].pixels ?? []);
    });
    const twice = codec.centredOn(without);
    expect(Math.max(...twice.codes.data.map((value, i) => Math.abs(value - without.data[i])))).toBeLessThan(
      1e-5,
    );
  });

  it("leaves out places that less than half is known of, and doesn't look at what isn't known", async () => {
    const { codec } = (await opened()).centredOn(await (await opened()).encodeMany(pictures));
    // The left six columns are unknown: one place of four wholly, one by half.
    const known = Array.from({ length: size * size }, (_, i) => i % size >= 6);
    const spoilt = {
      ...pictures[0],
      pixels: pictures[0].pixels.map((v, i) => (known[Math.floor(i / 3)] ? v : 1)),
    };
    const [code, other] = rowArrays(await codec.encodeMany([pictures[0], spoilt], [known, known]));
    expectNear(code, other);
    const whole = (await codec.encodeMany([pictures[0]])).data;
    code.forEach((value, i) => {
      if (i % 4 === 0) expect(value).toBe(0);
      if (i % 4 >= 2) expect(value).toBeCloseTo(whole[i], 5);
    });
  });

  it("finds scenes smoother than noise", async () => {
    const random = createRandom(5);
    const codec = await opened();
    const noise = { ...pictures[0], pixels: pictures[0].pixels.map(() => random.next()) };
    const { codec: centred, codes } = codec.centredOn(await codec.encodeMany([...pictures, noise]));
    const [scene, , , static_] = rowArrays(codes).map((code) => centred.smoothness(code));
    expect(scene).toBeGreaterThan(static_);
  });

  it("encodes without a decoder, and says what is missing", async () => {
    const codec = await openOnnxPair({ encoder: files.encoder, size }, resourcesOf({}));
    expect(codec.decode).toBeUndefined();
    expectNear((await codec.encodeMany(pictures)).data.subarray(0, 48), codeOf(pictures[0]));
  });
});

describe("an ONNX pair that doesn't fit", () => {
  const vectorOut = (): Uint8Array => {
    const net = createNet();
    const result = net.apply("ReduceMean", ["pixels"], { axes: { ints: [2, 3] }, keepdims: { int: 0 } });
    return net.model({
      input: { name: "pixels", shape: ["n", 3, size, size] },
      output: { name: "v", shape: ["n", 3] },
      result,
    });
  };

  it("may give vectors, which have no places", async () => {
    const codec = await openOnnxPair(
      { encoder: "v", size },
      { runtime: openOnnxHere, weights: async () => vectorOut() },
    );
    expect(codec.shape).toEqual([3]);
    const { data } = await codec.encodeMany([pictures[2]], [new Array(size * size).fill(true)]);
    expectNear(
      data,
      [0, 1, 2].map(
        (c) =>
          codeOf(pictures[2])
            .slice(16 * c, 16 * c + 16)
            .reduce((a, b) => a + b) / 160,
      ),
    );
    expect(codec.smoothness(data)).toBe(0);
  });

  it.each<[string, SmallPairOptions, Partial<OnnxPairOptions>, string]>([
    ["sides that the model doesn't take", { size: 8 }, {}, "onnxruntime: "],
    ["more channels than there are", {}, { channels: 7 }, "the encoder gives 3 channels; 7 are asked for"],
    ["no channels", {}, { channels: 0 }, "channels must be a whole number from 1, got 0"],
    ["a side of nothing", {}, { size: 0 }, "size must be a multiple of 1 from 1 to 4096, got 0"],
    [
      "a deviation of 0",
      {},
      { colours: { mean: [0, 0, 0], deviation: [1, 0, 1] } },
      "a deviation can't be 0",
    ],
    ["two colours", {}, { colours: { mean: [0, 0], deviation: [1, 1, 1] } }, "three numbers each, got 0, 0"],
  ])("is refused: %s", async (_, made, options, message) => {
    const attempt = async (): Promise<unknown> => (await opened(made, options)).encodeMany(pictures);
    await expect(attempt()).rejects.toThrow(message);
  });

  it("is refused where it is no model, or pictures have another size, or nobody has the weights", async () => {
    const weights = async (): Promise<Uint8Array> => Uint8Array.of(1, 2, 3);
    const broken = openOnnxPair({ encoder: "broken.onnx", size }, { runtime: openOnnxHere, weights });
    await expect(broken).rejects.toThrow("broken.onnx: onnxruntime: ");
    await expect((await opened()).encodeMany([drawScene(createRandom(1), 64, 64)])).rejects.toThrow(
      "must be 16 × 16, got 64 × 64",
    );
    await expect(openOnnxPair({ encoder: "e", size }, { runtime: openOnnxHere })).rejects.toThrow(
      "needs its weights, e",
    );
  });
});
