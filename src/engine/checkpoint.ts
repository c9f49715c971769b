import { metadataJson, type NumericArray, readSafetensors, writeSafetensors } from "../data/index.ts";
import type { NamedTensors } from "../onnx/index.ts";
import { sameShape, shapeText } from "./shape.ts";
import type { Trainer } from "./trainer.ts";

/** What a training has to remember besides its numbers; texts and numbers, as JSON. */
export type Notes = Readonly<Record<string, unknown>>;

/** A training as it stands between two steps. */
export interface Checkpoint {
  /** How many steps were made. */
  readonly steps: number;
  readonly notes: Notes;
  /** Copies of all parameters that were kept, by name. */
  readonly kept: Readonly<Record<string, NamedTensors>>;
}

const FORMAT = "madeleine checkpoint 1";

/**
 * A trainer as .safetensors: parameters (`value/NAME`), what the optimiser keeps (`moment 1/NAME`), kept copies
 * (`LABEL/NAME`), and in the metadata the steps, the optimiser and the notes. The same state gives the same bytes.
 */
export function writeCheckpoint(
  trainer: Trainer,
  notes: Notes = {},
  kept: Readonly<Record<string, NamedTensors>> = {},
): Uint8Array {
  const groups: [string, NamedTensors][] = [
    ["value", trainer.parameters.values],
    ...trainer.moments.map((moment, i): [string, NamedTensors] => [`moment ${i + 1}`, moment]),
    ...Object.entries(kept),
  ];
  const tensors = groups.flatMap(([label, group]) =>
    Object.entries(group).map(([name, { data, shape }]): [string, NumericArray] => [
      `${label}/${name}`,
      { shape, data: data as Float32Array },
    ]),
  );
  return writeSafetensors(tensors, {
    format: FORMAT,
    optimiser: trainer.optimiser.name,
    steps: String(trainer.steps),
    notes: JSON.stringify(notes),
  });
}

/**
 * Puts a trainer where the checkpoint left one: the same parameters, moments and steps.
 * @param name names the checkpoint in errors
 * @throws Error where it is no checkpoint, is broken, or belongs to other parameters or another optimiser; then nothing was
 * changed.
 */
export function readCheckpoint(trainer: Trainer, bytes: Uint8Array, name = "checkpoint"): Checkpoint {
  const file = readSafetensors(bytes, name);
  const { tensors, metadata } = file;
  if (metadata.format !== FORMAT) throw new Error(`${name}: is no checkpoint of a training`);
  if (metadata.optimiser !== trainer.optimiser.name) {
    throw new Error(
      `${name}: was trained with ${metadata.optimiser}, got ${trainer.optimiser.name}; take the same optimiser`,
    );
  }
  const notes = metadataJson(file, "notes", name) as Notes;
  const groups = grouped(tensors);
  const { values } = trainer.parameters;
  const labels = trainer.moments.map((_, i) => `moment ${i + 1}`);
  for (const label of ["value", ...labels]) requireFitting(name, groups[label] ?? {}, values);
  copyInto(values, groups.value);
  trainer.moments.forEach((moment, i) => {
    copyInto(moment, groups[labels[i]]);
  });
  const steps = Number(metadata.steps);
  trainer.resumeAt(steps);
  const others = Object.entries(groups).filter(([label]) => label !== "value" && !labels.includes(label));
  return { steps, notes, kept: Object.fromEntries(others) };
}

/** Tensors "label/name" by label. */
function grouped(tensors: ReadonlyMap<string, NumericArray>): Record<string, NamedTensors> {
  const groups: Record<string, Record<string, { data: Float32Array; shape: readonly number[] }>> = {};
  for (const [path, { data, shape }] of tensors) {
    const end = path.indexOf("/");
    const label = path.slice(0, end);
    groups[label] ??= {};
    groups[label][path.slice(end + 1)] = { data: Float32Array.from(data), shape };
  }
  return groups;
}

function requireFitting(name: string, found: NamedTensors, wanted: NamedTensors): void {
  for (const [key, { shape }] of Object.entries(wanted)) {
    const own = found[key];
    if (own && sameShape(own.shape, shape)) continue;
    const holds = own ? `is ${shapeText(own.shape)} there` : "isn't in it";
    throw new Error(
      `${name}: belongs to another net: ${key}, ${shapeText(shape)}, ${holds}; build the net as it was`,
    );
  }
  const extra = Object.keys(found).find((key) => !(key in wanted));
  if (extra !== undefined) throw new Error(`${name}: belongs to another net: this one has no ${extra}`);
}

function copyInto(targets: NamedTensors, sources: NamedTensors): void {
  for (const [name, { data }] of Object.entries(targets)) {
    (data as Float32Array).set(sources[name].data as Float32Array);
  }
}
