import type { Emitter } from "../emitter.ts";
import { broadcastShape, type Shape, shapeText } from "../shape.ts";
import { apply, requireType, type Value } from "../value.ts";
import { add } from "./arithmetic.ts";
import { reducedTo, reshape } from "./layout.ts";
import { sum } from "./reduce.ts";

export interface MatmulOptions {
  /** Whether x's last two axes are exchanged first. Default: false. */
  readonly transposeX?: boolean;
  /** Whether y's are. Default: false. */
  readonly transposeY?: boolean;
  /** A factor of the product. Default: 1. */
  readonly scale?: number;
}

/**
 * scale · x y, the product of matrices [n, k] and [k, m], one for each index of the axes before, which are repeated where
 * their length is 1. ∂/∂x = scale · g yᵀ, ∂/∂y = scale · xᵀ g.
 * @throws RangeError where the shapes don't match.
 */
export function matmul(x: Value, y: Value, options: MatmulOptions = {}): Value {
  const { transposeX = false, transposeY = false, scale = 1 } = options;
  requireType("matmul", x, "float");
  requireType("matmul", y, "float");
  const shape = productShape(x, y, { transposeX, transposeY });
  if (y.shape.length === 2 && x.shape.length > 2 && !transposeX) {
    // One product of many rows instead of many products.
    const rows = reshape(x, [-1, x.shape[x.shape.length - 1]]);
    return reshape(matmul(rows, y, options), shape);
  }
  const given = { transposeX, transposeY, scale };
  return apply({
    name: "matmul",
    inputs: [x, y],
    shape,
    emit: (emitter, names) =>
      emitProduct(emitter, names, { ...given, ranks: [x.shape.length, y.shape.length] }),
    derivative: (g) => [
      reducedTo(
        transposeX
          ? matmul(y, g, { transposeX: transposeY, transposeY: true, scale })
          : matmul(g, y, { transposeY: !transposeY, scale }),
        x.shape,
      ),
      reducedTo(
        transposeY
          ? matmul(g, x, { transposeX: true, transposeY: transposeX, scale })
          : matmul(x, g, { transposeX: !transposeX, scale }),
        y.shape,
      ),
    ],
  });
}

/**
 * x W + b, rows [n, k] by W [k, m] and b [m]; axes before the last of x count as rows. ∂/∂W = xᵀ g, ∂/∂b = Σ g.
 * @throws RangeError where the shapes don't match.
 */
export function linear(x: Value, W: Value, b?: Value): Value {
  if (!b) return matmul(x, W);
  const [k, m] = W.shape;
  if (W.shape.length !== 2 || b.shape.length !== 1 || b.shape[0] !== m || x.shape[x.shape.length - 1] !== k) {
    throw new RangeError(
      `linear: takes x [n, k], W [k, m] and b [m], got ${[x, W, b].map(({ shape }) => shapeText(shape)).join(", ")}`,
    );
  }
  if (x.shape.length === 1) return add(matmul(reshape(x, [1, k]), W), b);
  const rows = reshape(x, [-1, k]);
  const product = apply({
    name: "linear",
    inputs: [rows, W, b],
    shape: [rows.shape[0], m],
    emit: (emitter, inputs) => emitter.node("Gemm", inputs),
    derivative: (g) => [matmul(g, W, { transposeY: true }), matmul(rows, g, { transposeX: true }), sum(g, 0)],
  });
  return reshape(product, [...x.shape.slice(0, -1), m]);
}

type Transposes = Required<Pick<MatmulOptions, "transposeX" | "transposeY">>;

function productShape(x: Value, y: Value, { transposeX, transposeY }: Transposes): Shape {
  const [a, b] = [matrixOf(x.shape, transposeX), matrixOf(y.shape, transposeY)];
  if (!a || !b || a[1] !== b[0]) {
    const flags = `${transposeX ? " (transposed)" : ""} and ${shapeText(y.shape)}${transposeY ? " (transposed)" : ""}`;
    throw new RangeError(`matmul: takes [n, k] and [k, m], got ${shapeText(x.shape)}${flags}`);
  }
  const before = broadcastShape("matmul", x.shape.slice(0, -2), y.shape.slice(0, -2));
  return [...before, a[0], b[1]];
}

function matrixOf(shape: Shape, transposed: boolean): readonly [number, number] | undefined {
  if (shape.length < 2) return undefined;
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

interface Product extends Transposes {
  readonly scale: number;
  readonly ranks: readonly [number, number];
}

function emitProduct(
  emitter: Emitter,
  inputs: readonly string[],
  { transposeX, transposeY, scale, ranks }: Product,
): string {
  const flags = { transA: { int: Number(transposeX) }, transB: { int: Number(transposeY) } };
  const attributes = { alpha: { float: scale }, ...flags };
  if (ranks.every((rank) => rank === 2)) return emitter.node("Gemm", inputs, { attributes });
  if (emitter.extended) return emitter.node("FusedMatMul", inputs, { attributes, domain: "com.microsoft" });
  const matrices = inputs.map((name, i) => {
    if (![transposeX, transposeY][i]) return name;
    const [before, last] = [ranks[i] - 2, ranks[i] - 1];
    const order = [...Array(before).keys(), last, before];
    return emitter.node("Transpose", [name], { attributes: { perm: { ints: order } } });
  });
  const product = emitter.node("MatMul", matrices);
  return scale === 1 ? product : emitter.node("Mul", [product, emitter.floats(scale)]);
}
