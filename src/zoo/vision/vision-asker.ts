import { type Net, openNet, type ParameterBlock } from "../../engine/index.ts";
import { type Matrix, zeros } from "../../math/index.ts";
import type { NamedTensors, OnnxRuntime } from "../../onnx/index.ts";
import type { VisionNet } from "./vision-net.ts";
import type { VisionSettings } from "./vision-settings.ts";

/** What a net says of pictures, row by row. */
export interface VisionAnswers {
  /** `[N, classes]`. */
  readonly logits: Matrix;
  /** `[N, d]`. */
  readonly features: Matrix;
}

/** A net with its parameters as they are when it is asked. */
export interface VisionAsker {
  /** Of pictures `[N, side² · channels]` with values in [0, 1]. */
  ask(pictures: Matrix): Promise<VisionAnswers>;
  close(): Promise<void>;
}

/** So many pictures are asked about at a time; the last ones are filled up, so that one graph does. */
const atOnce = 64;

export async function openVisionAsker(
  runtime: OnnxRuntime,
  net: VisionNet,
  parameters: ParameterBlock,
): Promise<VisionAsker> {
  const { classes, width } = net.settings;
  const opened: Net<"logits" | "features"> = await openNet({
    ...{ runtime, parameters },
    outputs: ({ pictures }) => {
      const { logits, features } = net.apply(pictures, false);
      return { logits, features };
    },
  });
  return {
    ask: async (pictures) => {
      const answers = { logits: zeros(pictures.rows, classes), features: zeros(pictures.rows, width) };
      const size = Math.min(atOnce, pictures.rows);
      for (let from = 0; from < pictures.rows; from += size) {
        const rows = Array.from({ length: size }, (_, i) => Math.min(from + i, pictures.rows - 1));
        const found = await opened.run({ pictures: picturesAt(pictures, rows, net.settings) });
        for (const [name, { data, columns }] of Object.entries(answers)) {
          const some = found[name as keyof VisionAnswers].data as Float32Array;
          data.set(some.subarray(0, data.length - from * columns), from * columns);
        }
      }
      return answers;
    },
    close: () => opened.close(),
  };
}

/** Chosen pictures as the net takes them, `[n, side, side, channels]`. */
export function picturesAt(
  pictures: Matrix,
  rows: readonly number[],
  { side, channels }: VisionSettings,
): NamedTensors[string] {
  const size = side * side * channels;
  if (pictures.columns !== size) {
    throw new RangeError(
      `vision net: pictures of ${side} × ${side} × ${channels} have ${size} numbers, got ${pictures.columns}`,
    );
  }
  const data = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    data.set(pictures.data.subarray(row * size, (row + 1) * size), i * size);
  });
  return { data, shape: [rows.length, side, side, channels] };
}
