import type { NamedTensors, OnnxRuntime, Tensor } from "../onnx/index.ts";
import { emptyTensor, sourcesOf } from "./compile.ts";
import { openParameters, type ParameterBlock } from "./parameters.ts";
import { type Build, openPrograms } from "./programs.ts";
import type { Parameter } from "./source.ts";
import type { Value } from "./value.ts";

export interface NetOptions<Name extends string> {
  readonly runtime: OnnxRuntime;
  /** A block is shared with the trainers that move it. */
  readonly parameters: ParameterBlock | readonly Parameter[];
  /** Makes the outputs for inputs named as in the batch; called once for each combination of shapes. */
  readonly outputs: Build<Readonly<Record<Name, Value>>>;
  /** For how many combinations of shapes a compiled graph is kept. Default: 16. */
  readonly graphs?: number | undefined;
}

/** Computes outputs of parameters as they are when it is asked. */
export interface Net<Name extends string> {
  readonly parameters: ParameterBlock;
  run(batch: NamedTensors): Promise<Readonly<Record<Name, Tensor>>>;
  close(): Promise<void>;
}

/** A net for use, without gradients. */
export async function openNet<Name extends string>(options: NetOptions<Name>): Promise<Net<Name>> {
  const { runtime, outputs, graphs = 16 } = options;
  const block = "places" in options.parameters ? options.parameters : openParameters(options.parameters);
  const programs = openPrograms({
    ...{ runtime, parameters: block, atMost: graphs },
    build: (inputs) => ({ outputs: outputs(inputs), rest: undefined }),
  });
  return {
    parameters: block,
    run: async (batch) => {
      const { compiled } = await programs.of(batch);
      const results = Object.fromEntries(
        Object.entries(compiled.outputs).map(([name, value]) => [name, emptyTensor(value)]),
      ) as Record<Name, Tensor>;
      await compiled.run(sourcesOf(compiled.sources, [batch, block.feeds]), results);
      return results;
    },
    close: () => programs.close(),
  };
}
