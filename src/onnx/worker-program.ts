/**
 * What runs in the worker, as text, so that it is the same from source, built and bundled. Native code is entered
 * through the gate only (see `gate.node.ts`). Messages are worked off one after the other:
 *
 * - `{ id, key, model, options }` makes a session; the answer is `{ id, metadata }` about what it takes and gives.
 * - `{ id, key, inputs, outputs }` runs it; the answer is `{ id, outputs }` with those that aren't shared. Inputs and
 *   outputs are lists of `[name, { data, shape }]`.
 * - `{ id, key, release: true }` forgets it; the answer is `{ id }`.
 * - `"end"` ends the worker.
 *
 * Any answer may be `{ id, error }` instead.  * The first message out is `{ id: 0, version }`, or `{ id: 0, error }`. onnxruntime-node takes no shared memory, hence
 * the copies; outputs are computed in memory that is kept for the next.
 */
export const workerProgram = `"use strict";
const { parentPort, workerData } = require("node:worker_threads");
const { runtime, gate } = workerData;
const [INSIDE, SHUT] = [0, 1];
const sessions = new Map();
const scratch = [];

const isShared = (data) => data.buffer instanceof SharedArrayBuffer;
const reply = (message, transfer) => parentPort.postMessage(message, transfer);

async function inside(work) {
  Atomics.store(gate, INSIDE, 1);
  try {
    if (Atomics.load(gate, SHUT)) throw new Error("closed");
    return await work();
  } finally {
    Atomics.store(gate, INSIDE, 0);
    Atomics.notify(gate, INSIDE);
  }
}

async function load({ key, model, options }) {
  try {
    const session = await inside(() => onnx.InferenceSession.create(model, options));
    sessions.set(key, session);
    return { metadata: { inputs: session.inputMetadata, outputs: session.outputMetadata } };
  } finally {
    // Its memory is given back now, not when somebody collects garbage; Node 20 has to wait for that.
    model.buffer.transfer?.(0);
  }
}

async function release({ key }) {
  const session = sessions.get(key);
  sessions.delete(key);
  if (session) await inside(() => session.release());
  return {};
}

function target({ data }, i) {
  if (!isShared(data)) return data;
  if (!scratch[i] || scratch[i].byteLength < data.byteLength) scratch[i] = new ArrayBuffer(data.byteLength);
  return new data.constructor(scratch[i], 0, data.length);
}

function tensors(entries, metadata, arrayOf) {
  return Object.fromEntries(
    entries.map(([name, tensor], i) => {
      const type = metadata.find((each) => each.name === name)?.type ?? "float32";
      return [name, new onnx.Tensor(type, arrayOf(tensor, i), tensor.shape)];
    }),
  );
}

async function run({ key, inputs, outputs }) {
  const session = sessions.get(key);
  if (!session) throw new Error("this session was closed");
  const feeds = tensors(inputs, session.inputMetadata, ({ data }) => (isShared(data) ? data.slice() : data));
  const targets = outputs.map(([, output], i) => target(output, i));
  await inside(() => session.run(feeds, tensors(outputs, session.outputMetadata, (_, i) => targets[i])));
  outputs.forEach(([, { data }], i) => isShared(data) && data.set(targets[i]));
  return { outputs: outputs.filter(([, { data }]) => !isShared(data)).map(([name, { data }]) => [name, data]) };
}

async function answer(message) {
  if (message === "end") return parentPort.close();
  try {
    const answered = await (message.model ? load : message.release ? release : run)(message);
    reply({ id: message.id, ...answered }, answered.outputs?.map(([, data]) => data.buffer));
  } catch (error) {
    reply({ id: message.id, error: String(error?.message ?? error) });
  }
}

let onnx;
let last = inside(() => (onnx = require(runtime))).then(
  () => reply({ id: 0, version: onnx.env.versions.node }),
  (error) => reply({ id: 0, error: String(error?.message ?? error) }),
);
parentPort.on("message", (message) => (last = last.then(() => answer(message))));
`;
