import { convolution, createNet, type Net, scalar, type Weights, weightIn, wholeNumbers } from "./net.ts";

/** A code of the VQ-VAE has at each place one of 512 vectors of 64 numbers. */
export const vqvaeChannels = 64;
export const vqvaeFactor = 4;

const codebook = "_vq_vae._embedding.weight";

/**
 * The VQ-VAE's encoder as an ONNX model: `pictures` `[n, 3, size, size]` in [0, 1] to `codes` `[n, 64, size/4, size/4]`,
 * at each place the vector of the codebook that is nearest to what the network gives. Takes (x − 0.5)/0.5.
 * van den Oord et al. 2017, "Neural Discrete Representation Learning".
 * @throws Error for weights of another network.
 */
export function vqvaeEncoder(weights: Weights, size: number): Uint8Array {
  const net = createNet();
  const half = scalar(net, 0.5);
  const part = (x: string, name: string, stride = 1, pad?: number): string =>
    convolution(net, x, { weights, name, stride, ...(pad !== undefined && { pad }) });
  const relu = (x: string): string => net.apply("Relu", [x]);
  const scaled = net.apply("Div", [net.apply("Sub", ["pictures", half]), half]);
  const first = relu(part(scaled, "_encoder._conv_1", 2, 1));
  const second = relu(part(first, "_encoder._conv_2", 2, 1));
  const deep = residuals(net, part(second, "_encoder._conv_3"), weights, "_encoder");
  return net.model({
    input: { name: "pictures", shape: ["n", 3, size, size] },
    output: { name: "codes", shape: ["n", vqvaeChannels, size / vqvaeFactor, size / vqvaeFactor] },
    result: nearestCodes(net, part(deep, "_pre_vq_conv"), weights, size),
  });
}

/**
 * The VQ-VAE's decoder as an ONNX model: `codes` to `pictures` in about [0, 1]. What isn't in the codebook, as a
 * mixture of codes, becomes the nearest of it first.
 * @throws Error for weights of another network.
 */
export function vqvaeDecoder(weights: Weights, size: number): Uint8Array {
  const net = createNet();
  const half = scalar(net, 0.5);
  const codes = nearestCodes(net, "codes", weights, size);
  const wide = residuals(
    net,
    convolution(net, codes, { weights, name: "_decoder._conv_1" }),
    weights,
    "_decoder",
  );
  const larger = net.apply("Relu", [transposed(net, wide, weights, "_decoder._conv_trans_1")]);
  const x = transposed(net, larger, weights, "_decoder._conv_trans_2");
  return net.model({
    input: { name: "codes", shape: ["n", vqvaeChannels, size / vqvaeFactor, size / vqvaeFactor] },
    output: { name: "pictures", shape: ["n", 3, size, size] },
    result: net.apply("Add", [net.apply("Mul", [x, half]), half]),
  });
}

/**
 * ReLU of two residual blocks, each ReLU(x) + c₂(ReLU(c₁(ReLU(x)))): the published block begins with a ReLU in place,
 * so what it adds to is ReLU(x), not x.
 */
function residuals(net: Net, from: string, weights: Weights, side: string): string {
  let x = from;
  for (const layer of [0, 1]) {
    const name = `${side}._residual_stack._layers.${layer}._block`;
    const open = net.apply("Relu", [x]);
    const inner = net.apply("Relu", [convolution(net, open, { weights, name: `${name}.1` })]);
    x = net.apply("Add", [open, convolution(net, inner, { weights, name: `${name}.3` })]);
  }
  return net.apply("Relu", [x]);
}

/** At each place of `[n, 64, h, w]` the vector e of the codebook that minimises |z − e|², so maximises ⟨z, e⟩ − |e|²/2. */
function nearestCodes(net: Net, x: string, weights: Weights, size: number): string {
  const { data, shape } = weightIn(weights, codebook, [-1, vqvaeChannels]);
  const [count, d] = shape;
  const halves = new Float32Array(count);
  for (let i = 0; i < data.length; i++) halves[Math.floor(i / d)] += data[i] ** 2 / 2;
  const transposedBook = Float32Array.from(data, (_, i) => data[(i % count) * d + Math.floor(i / count)]);
  const places = net.apply("Transpose", [x], { perm: { ints: [0, 2, 3, 1] } });
  const products = net.apply("MatMul", [places, net.constant({ data: transposedBook, shape: [d, count] })]);
  const scores = net.apply("Sub", [products, net.constant({ data: halves, shape: [count] })]);
  const nearest = net.apply("ArgMax", [scores], { axis: { int: -1 }, keepdims: { int: 0 } });
  const found = net.apply("Gather", [net.constant({ data, shape }), nearest]);
  const back = net.apply("Transpose", [found], { perm: { ints: [0, 3, 1, 2] } });
  const side = size / vqvaeFactor;
  return net.apply("Reshape", [back, wholeNumbers(net, [-1, d, side, side])]);
}

/** A transposed convolution of 4 × 4 and stride 2: twice as wide and high. */
function transposed(net: Net, x: string, weights: Weights, name: string): string {
  const kernel = weightIn(weights, `${name}.weight`, [-1, -1, 4, 4]);
  const bias = weightIn(weights, `${name}.bias`, [-1]);
  return net.apply("ConvTranspose", [x, net.constant(kernel), net.constant(bias)], {
    kernel_shape: { ints: [4, 4] },
    strides: { ints: [2, 2] },
    pads: { ints: [1, 1, 1, 1] },
  });
}
