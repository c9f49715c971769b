import type { NetworkResources } from "./network.ts";

/** The networks that are known by name. */
export type NetworkName = "taef2" | "vqvae" | "vaelight";

/** A file of weights as it is published. */
export interface WeightsFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The files of each network. */
export const networkWeights: Readonly<Record<NetworkName, readonly WeightsFile[]>> = {
  taef2: [
    {
      file: "taef2_encoder.safetensors",
      bytes: 2_683_512,
      sha256: "ed439d4f19057d2a3b8fb43e3caa9aff37f5b9fdbf707cddff57f5a8ae8d5068",
    },
    {
      file: "taef2_decoder.safetensors",
      bytes: 2_683_470,
      sha256: "79b69df8dd742e179d3b929905310a39901a805840f9b2b8968d1bbf5f65d642",
    },
  ],
  vqvae: [
    {
      file: "vqvae_cifar10_ema.safetensors",
      bytes: 2_915_052,
      sha256: "67fc3af6df7421f8faaae03bd5018b31484636a413815e6d69d7f25fd82b4fa4",
    },
  ],
  vaelight: [
    {
      file: "vaelight_encoder.onnx",
      bytes: 805_301,
      sha256: "ee58bb0ab61769c48862963a21b5d84d966738db47d34d7d3463d7e4fe1aef5b",
    },
    {
      file: "vaelight_decoder.onnx",
      bytes: 1_076_735,
      sha256: "117ba84645544561b37a79685a56c90f1fbae803da6004080406f46f8d1c01c2",
    },
  ],
};

/** Gives the bytes of a network's files from `resources`. */
export function weightsOf(
  network: string,
  { weights }: NetworkResources,
): (file: string) => Promise<Uint8Array> {
  return (
    weights ??
    (async (file) => {
      throw new Error(
        `${network}: needs its weights, ${file}; give \`weights\`, which gives a file's bytes by its name`,
      );
    })
  );
}
