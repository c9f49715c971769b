import { convolution, createNet, type Net, scalar, type Weights, weightIn, wholeNumbers } from "./net.ts";

/** A code of TAEF2 has so many channels, each an eighth as wide and high as the picture. */
export const taef2Channels = 32;
export const taef2Factor = 8;

const groups = 4;
const epsilon = 1e-5;

/**
 * TAEF2's encoder as an ONNX model: `pictures` `[n, 3, size, size]` in [0, 1] to `codes` `[n, 32, size/8, size/8]`.
 * A convolution, then blocks (see `block`), with three convolutions of stride 2 between them. Bohan, taesd (MIT).
 * @throws Error for weights of another network.
 */
export function taef2Encoder(weights: Weights, size: number): Uint8Array {
  const net = createNet();
  const last = lastLayer(weights);
  weightIn(weights, "0.weight", [-1, 3, 3, 3]);
  weightIn(weights, `${last}.weight`, [taef2Channels, -1, 3, 3]);
  let [x, side] = ["pictures", size];
  for (let layer = 0; layer <= last; layer++) {
    if (weights.has(`${layer}.conv.0.weight`)) {
      x = block(net, x, { weights, name: String(layer), side });
      continue;
    }
    // What has a bias are the convolutions at both ends; those between shrink.
    const stride = weights.has(`${layer}.bias`) ? 1 : 2;
    x = convolution(net, x, { weights, name: String(layer), stride });
    side /= stride;
  }
  return net.model({
    input: { name: "pictures", shape: ["n", 3, size, size] },
    output: { name: "codes", shape: ["n", taef2Channels, side, side] },
    result: x,
  });
}

/**
 * TAEF2's decoder as an ONNX model: `codes` to `pictures` in about [0, 1]. 3 tanh(x/3), a convolution and ReLU, then
 * blocks, with three times each place four times and a convolution between them. Bohan, taesd (MIT).
 * @throws Error for weights of another network.
 */
export function taef2Decoder(weights: Weights, size: number): Uint8Array {
  const net = createNet();
  const last = lastLayer(weights);
  weightIn(weights, "1.weight", [-1, taef2Channels, 3, 3]);
  weightIn(weights, `${last}.weight`, [3, -1, 3, 3]);
  const three = scalar(net, 3);
  let side = size / taef2Factor;
  const clamped = net.apply("Mul", [net.apply("Tanh", [net.apply("Div", ["codes", three])]), three]);
  let x = net.apply("Relu", [convolution(net, clamped, { weights, name: "1" })]);
  for (let layer = 3; layer <= last; layer++) {
    const name = String(layer);
    if (weights.has(`${name}.conv.0.weight`)) x = block(net, x, { weights, name, side });
    else if (weights.has(`${name}.weight`)) x = convolution(net, x, { weights, name });
    else {
      x = twice(net, x);
      side *= 2;
    }
  }
  return net.model({
    input: { name: "codes", shape: ["n", taef2Channels, size / taef2Factor, size / taef2Factor] },
    output: { name: "pictures", shape: ["n", 3, side, side] },
    result: x,
  });
}

/**
 * ReLU(y + c₃(ReLU(c₂(ReLU(c₁(y)))))), of y = x; or, in blocks that look at the whole picture, of
 * y = x + p₂(ReLU(GroupNorm(p₁(x)))), p of 1 × 1.
 */
function block(
  net: Net,
  x: string,
  { weights, name, side }: { weights: Weights; name: string; side: number },
): string {
  const conv = (from: string, part: string): string =>
    convolution(net, from, { weights, name: `${name}.${part}` });
  const relu = (from: string): string => net.apply("Relu", [from]);
  let y = x;
  if (weights.has(`${name}.pool.0.weight`)) {
    const normed = groupNorm(net, conv(x, "pool.0"), { weights, name: `${name}.pool.1`, side });
    y = net.apply("Add", [x, conv(relu(normed), "pool.3")]);
  }
  const inner = conv(relu(conv(relu(conv(y, "conv.0")), "conv.2")), "conv.4");
  return relu(net.apply("Add", [inner, y]));
}

/** Each of the groups of channels of `[n, c, side, side]` less its mean, over its deviation; then scale and shift. */
function groupNorm(
  net: Net,
  x: string,
  { weights, name, side }: { weights: Weights; name: string; side: number },
): string {
  const scale = weightIn(weights, `${name}.weight`, [-1]);
  const shift = weightIn(weights, `${name}.bias`, [-1]);
  const channels = scale.shape[0];
  const grouped = net.apply("Reshape", [x, wholeNumbers(net, [0, groups, -1])]);
  const ones = net.constant({ data: new Float32Array(groups).fill(1), shape: [groups] });
  const zeros = net.constant({ data: new Float32Array(groups), shape: [groups] });
  const normed = net.apply("InstanceNormalization", [grouped, ones, zeros], { epsilon: { float: epsilon } });
  const back = net.apply("Reshape", [normed, wholeNumbers(net, [-1, channels, side, side])]);
  const perChannel = (data: Float32Array): string => net.constant({ data, shape: [channels, 1, 1] });
  return net.apply("Add", [net.apply("Mul", [back, perChannel(scale.data)]), perChannel(shift.data)]);
}

/** Every place four times. */
function twice(net: Net, x: string): string {
  const scales = net.constant({ data: Float32Array.of(1, 1, 2, 2), shape: [4] });
  return net.apply("Resize", [x, "", scales], {
    mode: { string: "nearest" },
    coordinate_transformation_mode: { string: "asymmetric" },
    nearest_mode: { string: "floor" },
  });
}

/** Layers are numbered, and those without weights are left out. */
function lastLayer(weights: Weights): number {
  return Math.max(...[...weights.keys()].map((name) => Number.parseInt(name, 10) || 0), 0);
}
