import { createNet, type Net, scalar } from "./net.ts";

/** For tests: how an ONNX pair differs from the plain one. */
export interface SmallPairOptions {
  /** Default: a side of any length, which the model leaves open. */
  readonly size?: number;
  readonly layout?: "nchw" | "nhwc";
  /** Whether the encoder gives as many channels more, which are no part of the code. */
  readonly moments?: boolean;
  /** Whether pictures have values from −1 to 1. */
  readonly signed?: boolean;
}

/**
 * For tests: an ONNX encoder and a decoder that can be followed by hand. A code is 10 times the mean of each colour over
 * squares of 4 × 4 pixels in [0, 1]; a decoded picture shows those squares.
 */
export function smallPair(options: SmallPairOptions = {}): { encoder: Uint8Array; decoder: Uint8Array } {
  return { encoder: smallEncoder(options), decoder: smallDecoder(options) };
}

function smallEncoder({ size, layout, moments, signed }: SmallPairOptions): Uint8Array {
  const net = createNet();
  const side = size ?? "side";
  const turned =
    layout === "nhwc" ? net.apply("Transpose", ["pixels"], { perm: { ints: [0, 3, 1, 2] } }) : "pixels";
  const unit = signed ? times(net, net.apply("Add", [turned, scalar(net, 1)]), 0.5) : turned;
  const pooled = net.apply("AveragePool", [unit], {
    kernel_shape: { ints: [4, 4] },
    strides: { ints: [4, 4] },
  });
  const code = times(net, pooled, 10);
  const more = net.apply("Concat", [code, times(net, code, -3)], { axis: { int: 1 } });
  const smaller = size === undefined ? "smaller" : size / 4;
  return net.model({
    input: { name: "pixels", shape: layout === "nhwc" ? ["n", side, side, 3] : ["n", 3, side, side] },
    output: { name: "code", shape: ["n", moments ? 6 : 3, smaller, smaller] },
    result: moments ? more : code,
  });
}

function smallDecoder({ size, layout, signed }: SmallPairOptions): Uint8Array {
  const net = createNet();
  const side = size ?? "side";
  const scales = net.constant({ data: Float32Array.of(1, 1, 4, 4), shape: [4] });
  const larger = times(net, net.apply("Resize", ["code", "", scales], { mode: { string: "nearest" } }), 0.1);
  const ranged = signed ? net.apply("Sub", [times(net, larger, 2), scalar(net, 1)]) : larger;
  const turned =
    layout === "nhwc" ? net.apply("Transpose", [ranged], { perm: { ints: [0, 2, 3, 1] } }) : ranged;
  const smaller = size === undefined ? "smaller" : size / 4;
  return net.model({
    input: { name: "code", shape: ["n", 3, smaller, smaller] },
    output: { name: "pixels", shape: layout === "nhwc" ? ["n", side, side, 3] : ["n", 3, side, side] },
    result: turned,
  });
}

function times(net: Net, x: string, factor: number): string {
  return net.apply("Mul", [x, scalar(net, factor)]);
}
