export { type AdamOptions, adam, adamW } from "./adam.ts";
export { type Checkpoint, type Notes, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
export { type Compiled, compile, emptyTensor, evaluate } from "./compile.ts";
export type { EmitOptions, Emitter, NodeOptions, Precision } from "./emitter.ts";
export { gradientsOf } from "./gradients.ts";
export { type Net, type NetOptions, openNet } from "./net.ts";
export { elu, gelu, relu, sigmoid, softplus, tanh } from "./operations/activations.ts";
export { add, divide, multiply, negate, type Operand, subtract } from "./operations/arithmetic.ts";
export { both, greater, greaterOrEqual, not, toFloat, where } from "./operations/choice.ts";
export { type Conv2dOptions, conv2d } from "./operations/conv2d.ts";
export { dropout } from "./operations/dropout.ts";
export { entmax } from "./operations/entmax.ts";
export { gather, pick } from "./operations/gather.ts";
export { layerNorm } from "./operations/layer-norm.ts";
export { broadcastTo, concat, reshape, slice, split, transpose } from "./operations/layout.ts";
export { binaryCrossEntropy, crossEntropy, meanSquaredError } from "./operations/losses.ts";
export { linear, type MatmulOptions, matmul } from "./operations/matmul.ts";
export { abs, atLeast, erf, exp, log, power, sign, sqrt, square } from "./operations/pointwise.ts";
export { max, mean, min, type ReduceOptions, sum } from "./operations/reduce.ts";
export { logSoftmax, maskedSoftmax, overMask, softmax, topKSoftmax } from "./operations/softmax.ts";
export { sparsemax } from "./operations/sparsemax.ts";
export { total } from "./operations/total.ts";
export type { Optimiser, OptimiserStep, Part } from "./optimiser.ts";
export { openParameters, type ParameterBlock, type Place } from "./parameters.ts";
export type { Build, Inputs } from "./programs.ts";
export {
  type CosineOptions,
  cosineSchedule,
  type Schedule,
  type StepOptions,
  stepSchedule,
} from "./schedule.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export type { Shape } from "./shape.ts";
export {
  constant,
  input,
  noise,
  type Parameter,
  type ParameterOptions,
  parameter,
  wholeNumbers,
} from "./source.ts";
export { heStart, normalStart, uniformStart, xavierStart } from "./start.ts";
export { type ToOnnxOptions, toOnnx } from "./to-onnx.ts";
export {
  type CheckpointOptions,
  type TrainOptions,
  type TrainOutcome,
  type TrainProgress,
  train,
} from "./train.ts";
export { openTrainer, type Slope, type Trainer, type TrainerOptions, type TrainingStep } from "./trainer.ts";
export { apply, type Definition, type Source, type Step, type Value, type ValueType } from "./value.ts";
export type { OptimiserKernels } from "./wasm/kernels.ts";
