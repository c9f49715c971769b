import { type NamedTensors, type OnnxRuntime, type OnnxSession, openOnnxWeb } from "../onnx/index.ts";
import type { Network, NetworkResources, Part } from "./network.ts";

/** A network's two sessions, made when first used, and again after they were closed. */
export interface Sessions {
  encoder(): Promise<Session>;
  decoder(): Promise<Session>;
  close(): Promise<void>;
}

/** A model of one input, and the outputs that count. */
export interface Session {
  readonly input: string;
  /** Their names; the first one that the model has where the network names none. */
  readonly outputs: readonly string[];
  /** The shape of an output as the model tells it: names where a dimension takes any size. */
  shapeOf(output: string): readonly (number | string)[];
  run(inputs: NamedTensors, outputs: NamedTensors): Promise<void>;
}

/** The sessions of a network, in one runtime. */
export function sessionsOf(
  { encoder, decoder }: Pick<Network, "encoder" | "decoder">,
  { runtime: openRuntime = openOnnxWeb }: NetworkResources,
): Sessions {
  const runtime = once<OnnxRuntime>(openRuntime);
  const madeOf = (part: Part) =>
    once(async () => {
      const running = await runtime.get();
      try {
        return sessionOf(await running.load(await part.model()), part);
      } catch (error) {
        throw named(error, part.file);
      }
    });
  const encoding = madeOf(encoder);
  const decoding = decoder && madeOf(decoder);
  return {
    encoder: encoding.get,
    decoder: async () => {
      if (!decoding) throw new Error("this codec has no decoder: give its file to see what is recalled");
      return decoding.get();
    },
    close: async () => {
      encoding.forget();
      decoding?.forget();
      await (await runtime.forget())?.close();
    },
  };
}

/** What went wrong, with the file in front. */
function named(error: unknown, file: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes(`${file}:`) ? (error as Error) : new Error(`${file}: ${message}`, { cause: error });
}

/** @throws Error for a model of several inputs or other numbers than float32, or without an output that is wanted. */
function sessionOf(session: OnnxSession, part: Part): Session {
  const inputs = Object.keys(session.inputs);
  const wanted = part.outputs?.map(({ name }) => name) ?? Object.keys(session.outputs).slice(0, 1);
  const absent = wanted.find((name) => !(name in session.outputs));
  if (absent !== undefined) {
    const given = Object.keys(session.outputs).join(", ");
    throw new Error(`the model gives no ${absent}; it gives ${given}: is it another one?`);
  }
  if (inputs.length !== 1) {
    throw new Error(
      `the model takes ${inputs.join(", ")}; a codec's model takes one thing: pictures, or codes`,
    );
  }
  const types = {
    ...session.inputs,
    ...Object.fromEntries(wanted.map((name) => [name, session.outputs[name]])),
  };
  for (const [name, { type }] of Object.entries(types)) {
    if (type !== "float32") throw new Error(`the model's ${name} is ${type}; export it as float32`);
  }
  return {
    input: inputs[0],
    outputs: wanted,
    shapeOf: (output) => session.outputs[output].shape,
    run: (given, results) => session.run(given, results),
  };
}

interface Once<T> {
  /** Begun when first asked for; again after a failure, or when forgotten. */
  get(): Promise<T>;
  /** What there was. */
  forget(): Promise<T | undefined>;
}

function once<T>(begin: () => Promise<T>): Once<T> {
  let begun: Promise<T> | undefined;
  return {
    get: () => {
      begun ??= begin().catch((error: unknown) => {
        begun = undefined;
        throw error;
      });
      return begun;
    },
    forget: async () => {
      const had = begun;
      begun = undefined;
      return had?.catch(() => undefined);
    },
  };
}
