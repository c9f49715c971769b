import type { OnnxRuntime } from "../onnx/index.ts";
import type { CodecSettings } from "./codec.ts";
import type { PictureForm } from "./picture-tensor.ts";

/** An encoder and, where there is one, a decoder: what `networkCodec` runs. */
export interface Network {
  /** Of the codec, without what it is centred on. */
  readonly settings: CodecSettings;
  readonly name: string;
  readonly trainedFor: string;
  /** Side of the pictures that it takes and gives. */
  readonly size: number;
  /** Of a code: `[c, h, w]`, or `[d]` where it has no places. */
  readonly shape: readonly number[];
  readonly encoder: Part;
  readonly decoder?: Part | undefined;
}

/** One of the two. */
export interface Part {
  /** The file that it comes from, for messages. */
  readonly file: string;
  /** The bytes of its ONNX model. */
  model(): Promise<Uint8Array>;
  /** How it takes or gives pictures. */
  readonly form: PictureForm;
  /**
   * What of its outputs counts, the first one where nothing is said: for an encoder, one; for a decoder, one or several
   * pictures of different sides that are added up.
   */
  readonly outputs?: readonly { readonly name: string; readonly side: number }[] | undefined;
}

/** What a network needs from outside: who runs it, and where its files are. */
export interface NetworkResources {
  /** Opens what runs ONNX models. Default: onnxruntime-web, found by `import("onnxruntime-web/wasm")`. */
  readonly runtime?: (() => Promise<OnnxRuntime>) | undefined;
  /** The bytes of a file of weights, by its name. Default: an Error that says which are needed. */
  readonly weights?: ((file: string) => Promise<Uint8Array>) | undefined;
}
