import type { Emitter, NodeOptions } from "../emitter.ts";
import { shapeText } from "../shape.ts";
import { apply, requireType, type Value } from "../value.ts";
import { slice, transpose } from "./layout.ts";

export interface Conv2dOptions {
  /** How far the window moves. Default: 1. */
  readonly stride?: number;
  /** How many zeros stand around the picture. Default: 0. */
  readonly padding?: number;
}

/**
 * y[n, m, i, j] = Σ x[n, c, s i + u − p, s j + v − p] W[m, c, u, v]: pictures [N, C, H, W] and windows [M, C, h, w] give
 * [N, M, H′, W′], H′ = ⌊(H + 2p − h)/s⌋ + 1. Float32 also where the rest is float64.
 * @throws RangeError where the shapes don't match, for a stride below 1, or a window larger than the picture.
 */
export function conv2d(x: Value, W: Value, { stride = 1, padding = 0 }: Conv2dOptions = {}): Value {
  requireType("conv2d", x, "float");
  requireType("conv2d", W, "float");
  const shape = outputShape(x, W, { stride, padding });
  const attributes = { strides: { ints: [stride, stride] }, pads: padsOf(padding) };
  return apply({
    name: "conv2d",
    inputs: [x, W],
    shape,
    emit: (emitter, inputs) => emitNarrow(emitter, "Conv", inputs, { attributes }),
    derivative: (g) => [
      towardsPictures(g, x, W, { stride, padding }),
      towardsWindows(g, x, W, { stride, padding }),
    ],
  });
}

type Geometry = Required<Conv2dOptions>;

function outputShape(x: Value, W: Value, { stride, padding }: Geometry): readonly number[] {
  const [N, C, ...size] = x.shape;
  const [M, channels, ...window] = W.shape;
  if (size.length !== 2 || window.length !== 2 || C !== channels) {
    throw new RangeError(
      `conv2d: takes pictures [N, C, H, W] and windows [M, C, h, w], got ${shapeText(x.shape)} and ${shapeText(W.shape)}`,
    );
  }
  if (![stride, padding].every(Number.isInteger) || stride < 1 || padding < 0) {
    throw new RangeError(
      `conv2d: stride and padding must be whole numbers from 1 and 0, got ${stride} and ${padding}`,
    );
  }
  const moved = size.map((length, i) => Math.floor((length + 2 * padding - window[i]) / stride) + 1);
  if (moved.every((length) => length >= 1)) return [N, M, ...moved];
  throw new RangeError(
    `conv2d: windows ${shapeText(window)} are larger than pictures ${shapeText(size)} with padding ${padding}`,
  );
}

/** ∂L/∂x: each number of g spread over the window that it came from. */
function towardsPictures(g: Value, x: Value, W: Value, { stride, padding }: Geometry): Value {
  const rest = [2, 3].map((axis) => (x.shape[axis] + 2 * padding - W.shape[axis]) % stride);
  const attributes = {
    strides: { ints: [stride, stride] },
    pads: padsOf(padding),
    output_padding: { ints: rest },
  };
  return apply({
    name: "conv2d, towards pictures",
    inputs: [g, W],
    shape: x.shape,
    emit: (emitter, inputs) => emitNarrow(emitter, "ConvTranspose", inputs, { attributes }),
  });
}

/** ∂L/∂W: pictures against g, whose numbers lie a stride apart, with channels in the place of pictures. */
function towardsWindows(g: Value, x: Value, W: Value, { stride, padding }: Geometry): Value {
  const [M, C, ...window] = W.shape;
  const found = [2, 3].map((axis) => x.shape[axis] + 2 * padding - stride * (g.shape[axis] - 1));
  const attributes = { dilations: { ints: [stride, stride] }, pads: padsOf(padding) };
  const whole = apply({
    name: "conv2d, towards windows",
    inputs: [transpose(x, [1, 0, 2, 3]), transpose(g, [1, 0, 2, 3])],
    shape: [C, M, ...found],
    emit: (emitter, inputs) => emitNarrow(emitter, "Conv", inputs, { attributes }),
  });
  return transpose(slice(slice(whole, 2, 0, window[0]), 3, 0, window[1]), [1, 0, 2, 3]);
}

function padsOf(padding: number): { readonly ints: readonly number[] } {
  return { ints: [padding, padding, padding, padding] };
}

/** onnxruntime has no convolutions of float64. */
function emitNarrow(
  emitter: Emitter,
  operator: string,
  inputs: readonly string[],
  options: NodeOptions,
): string {
  if (emitter.precision === "float32") return emitter.node(operator, inputs, options);
  const cast = (name: string, to: number): string =>
    emitter.node("Cast", [name], { attributes: { to: { int: to } } });
  const narrow = inputs.map((name) => cast(name, 1));
  return cast(emitter.node(operator, narrow, options), 11);
}
