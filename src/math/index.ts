export type { Backend } from "./backend.ts";
export type {
  Attended,
  Attention,
  Crossover,
  Held,
  HoldOptions,
  ProductsWanted,
  ScoreForm,
  SeparationForm,
  Support,
} from "./held.ts";
export {
  fromRows,
  type Matrix,
  type MatrixInput,
  matrix,
  type Row,
  requireFinite,
  rowArrays,
  rowOf,
  rowsOf,
  shapeOf,
  toMatrix,
  toRows,
  zeros,
} from "./matrix.ts";
export { mergePartials, type Partial } from "./partial.ts";
export type { Products, ProductsInput } from "./products.ts";
export { createRandom, integer, normal, type Random, sample, shuffled, uniform } from "./random.ts";
export { drawDirections } from "./random-directions.ts";
export { rankOf } from "./rank.ts";
export { reference } from "./reference.ts";
export { entmaxRow } from "./row-entmax.ts";
export { polynomialRow } from "./row-polynomial.ts";
export { argmaxOf, argmaxRow, largestIndices, topKRow } from "./row-select.ts";
export { softmaxRow } from "./row-softmax.ts";
export { solveLinear } from "./solve.ts";
export { lambertW, lambertWOfExp, largest, logSumExp } from "./special.ts";
export { fitSupportVectors, type SupportVectorFit, type SupportVectorOptions } from "./support-vector.ts";
export { float32Epsilon, singularValues } from "./svd.ts";
export { factorSymmetric, type SymmetricFactor } from "./symmetric.ts";
export { dotProduct, norm, squaredDistance, unitRows } from "./vector.ts";
export { bestBackend, wasm } from "./wasm/backend.ts";
export { hold } from "./wasm/hold.ts";
export { processorCount } from "./wasm/host.ts";
export { separateRows } from "./wasm/separate-rows.ts";
export { allocatePatterns } from "./wasm/space.ts";
