import { arrayFromMatrix, matrixFromArray, readSafetensors, writeSafetensors } from "../data/index.ts";
import { type CaptionKeys, signsOf, type TextForm } from "./captions.ts";

const textBlob = "captions.json";
const codeBlob = "captions.safetensors";

/** Captions as named bytes. Codes that can be made again without a codec aren't among them. */
export function captionBlobs({ form, captions, codes }: CaptionKeys): Map<string, Uint8Array> {
  const document = { form, captions: captions.map(({ id, text }) => [id, text]) };
  const blobs = new Map<string, Uint8Array>([[textBlob, new TextEncoder().encode(JSON.stringify(document))]]);
  if (form === "bits") return blobs;
  return blobs.set(codeBlob, writeSafetensors(new Map([["codes", arrayFromMatrix(codes)]])));
}

/** The captions among a memory's blobs; undefined where there are none. */
export function captionsIn(blobs: ReadonlyMap<string, Uint8Array>): CaptionKeys | undefined {
  const bytes = blobs.get(textBlob);
  if (!bytes) return undefined;
  const document = JSON.parse(new TextDecoder().decode(bytes)) as {
    form: TextForm;
    captions: [string, string][];
  };
  const captions = document.captions.map(([id, text]) => ({ id, text }));
  const stored = blobs.get(codeBlob);
  const array = stored && readSafetensors(stored, codeBlob).tensors.get("codes");
  const codes = array ? matrixFromArray(array, codeBlob) : signsOf(captions.map(({ text }) => text));
  return { form: document.form, captions, codes };
}
