import { type Matrix, matrix, zeros } from "../../math/index.ts";
import type { OnnxWorker } from "../../onnx/index.node.ts";
import { encodeModel, type OnnxSession } from "../../onnx/index.ts";
import type { Plan } from "../learn.ts";
import { correctedMap, denseMap, type LinearMap } from "../linear-map.ts";
import { add, inner } from "../products.ts";
import type { Loss } from "../settings.ts";
import type { Found, Ground, Vector } from "../space.ts";
import { type Grams, spanOf } from "../span-space.ts";
import { correctionGraph, productGraph, spanGraph, wholeGraph } from "./graphs.ts";

/** As a space, but answers take their time. */
export interface NativeSpace extends Ground {
  readonly name: "span" | "whole";
  evaluate(point: Vector): Promise<Found>;
  mapAt(point: Vector): Promise<LinearMap>;
}

/** The span of the memories, whose products onnxruntime takes: a step is one run. */
export async function nativeSpan(plan: Plan, worker: OnnxWorker): Promise<NativeSpace> {
  const { patterns, loss } = plan;
  const M = patterns.rows;
  const span = spanOf(await gramsOf(plan, worker), plan);
  const { start, patternGram } = span;
  const r = start.columns;
  const session = await worker.load(encodeModel(spanGraph(patternGram, r, loss)));
  return {
    name: "span",
    start: { own: new Float32Array(M * r), image: start.data },
    inner: (a, b) => inner(a.own, b.image),
    evaluate: async (point) => {
      const own = new Float32Array(M * r);
      const image = new Float32Array(M * r);
      const shape = [M, r];
      const outputs = { gradient: { data: own, shape }, image: { data: image, shape } };
      const found = await lossFrom(session, { features: { data: point.image, shape } }, { M, loss, outputs });
      return { loss: found, gradient: { own, image } };
    },
    mapAt: async (point) => {
      const correction = span.correction(matrix(point.own, M, r));
      const whole = zeros(span.base.rows, span.base.columns);
      const inputs = { anchors: tensor(correction.anchors), mixing: tensor(correction.mixing) };
      const corrections = await worker.load(encodeModel(correctionGraph));
      await corrections.run({ ...inputs, patterns: tensor(patterns) }, { correction: tensor(whole) });
      add(whole.data, span.base.matrix(plan.backend).data);
      return correctedMap(span.base, correction, whole);
    },
  };
}

/** All of W, whose products with the patterns onnxruntime takes. */
export async function nativeWhole(
  { patterns, base, loss, backend }: Plan,
  worker: OnnxWorker,
): Promise<NativeSpace> {
  const { rows: D, columns: d } = base;
  const start = base.matrix(backend).data;
  const session = await worker.load(encodeModel(wholeGraph(patterns, D, loss)));
  return {
    name: "whole",
    start: { own: start, image: start },
    inner: (a, b) => inner(a.own, b.own),
    evaluate: async (point) => {
      const own = new Float32Array(D * d);
      const shape = [D, d];
      const outputs = { slope: { data: own, shape } };
      const inputs = { weights: { data: point.own, shape } };
      const found = await lossFrom(session, inputs, { M: patterns.rows, loss, outputs });
      return { loss: found, gradient: { own, image: own } };
    },
    mapAt: async (point) => denseMap(matrix(point.own, D, d)),
  };
}

/** F₀, F₀ F₀ᵀ and X Xᵀ. */
async function gramsOf({ patterns, base, backend }: Plan, worker: OnnxWorker): Promise<Grams> {
  const session = await worker.load(encodeModel(productGraph));
  const times = async (a: Matrix, b: Matrix): Promise<Matrix> => {
    const out = zeros(a.rows, b.rows);
    await session.run({ a: tensor(a), b: tensor(b) }, { out: tensor(out) });
    return out;
  };
  const features = base.written ? await times(patterns, base.written) : base.apply(patterns, backend);
  const [featureGram, patternGram] = await Promise.all([
    times(features, features),
    times(patterns, patterns),
  ]);
  return { features, featureGram, patternGram };
}

type Named = Parameters<OnnxSession["run"]>[0];

interface LossRun {
  readonly M: number;
  readonly loss: Loss;
  readonly outputs: Named;
}

/** L from its two numbers, in float64. */
async function lossFrom(session: OnnxSession, inputs: Named, { M, loss, outputs }: LossRun): Promise<number> {
  const [top, total] = [new Float32Array(1), new Float32Array(1)];
  const shape = [1, 1];
  await session.run(inputs, { ...outputs, top: { data: top, shape }, total: { data: total, shape } });
  return top[0] + Math.log(total[0] / (loss.pairs === "all" ? M * M : M * (M - 1)));
}

function tensor({ rows, columns, data }: Matrix): Named[string] {
  return { data, shape: [rows, columns] };
}
