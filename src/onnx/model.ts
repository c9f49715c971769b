import { PbfWriter } from "pbf";
import type { Attribute, Constant, ElementType, Graph, GraphNode, TensorData, TensorType } from "./graph.ts";

/** The largest ONNX model: a protobuf message ends at 2 GiB. */
export const LARGEST_MODEL: number = 2 ** 31 - 1;

const IR_VERSION = 9;
const OPSET = 17;
/** The version of every other domain; `com.microsoft` has no other. */
const DOMAIN_VERSION = 1;

/** TensorProto.DataType. */
const ELEMENT_TYPES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

/** Protobuf's wire type of everything that states its length. */
const LENGTH_DELIMITED = 2;

/**
 * A graph as the bytes of an ONNX model, opset 17. Each constant is copied once, into the result.
 * @throws RangeError for a constant whose array doesn't fill its shape, and for a model above {@link LARGEST_MODEL}.
 */
export function encodeModel(graph: Graph): Uint8Array {
  const constants = Object.entries(graph.constants ?? {}).flatMap(constantParts);
  const nodes = encoded((pbf) => writeNodes(graph, pbf));
  const body = [nodes, ...constants, encoded((pbf) => writeEnds(graph, pbf))];
  const version = encoded((pbf) => pbf.writeVarintField(1, IR_VERSION));
  const opsets = encoded((pbf) => writeOpsets(graph, pbf));
  const model = [version, header(7, lengthOf(body)), ...body, opsets];
  const length = lengthOf(model);
  if (length > LARGEST_MODEL) {
    throw new RangeError(
      `encodeModel: a model takes at most 2 GiB, got ${length} bytes; hand large tensors over as inputs`,
    );
  }
  const result = new Uint8Array(length);
  let at = 0;
  for (const part of model) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/**
 * A model, ours or anybody's, with nodes and outputs more at the end of its graph: protobuf reads messages that follow
 * each other as one. Operators are of the version that the model states; outputs must have names of their own.
 */
export function extendModel(
  model: Uint8Array,
  { nodes, outputs }: Pick<Graph, "nodes" | "outputs">,
): Uint8Array {
  const body = encoded((pbf) => {
    for (const node of nodes) pbf.writeMessage(1, writeNode, node);
    writeEnds({ inputs: {}, outputs, nodes }, pbf);
  });
  const before = header(7, body.length);
  const result = new Uint8Array(model.length + before.length + body.length);
  result.set(model);
  result.set(before, model.length);
  result.set(body, model.length + before.length);
  return result;
}

/** A constant as a field of its graph, in parts: small ones about it, and its own bytes as they lie. */
function constantParts([name, constant]: [string, Constant]): Uint8Array[] {
  const raw = bytesOf(constant.data);
  const tensor = [encoded((pbf) => writeTensorHead(name, constant, pbf)), header(9, raw.length), raw];
  return [header(5, lengthOf(tensor)), ...tensor];
}

function encoded(write: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  write(pbf);
  return pbf.finish();
}

/** What stands before `length` bytes of a field. */
function header(field: number, length: number): Uint8Array {
  return encoded((pbf) => {
    pbf.writeTag(field, LENGTH_DELIMITED);
    pbf.writeVarint(length);
  });
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** The bytes in memory, which are little-endian wherever Node and browsers run. */
function bytesOf({ buffer, byteOffset, byteLength }: TensorData): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The fields of ModelProto behind its graph. */
function writeOpsets({ nodes }: Graph, pbf: PbfWriter): void {
  const domains = new Set(["", ...domainsOf(nodes)]);
  for (const domain of domains) pbf.writeMessage(8, writeOpset, domain);
}

/** The domains of nodes, those inside their graphs too. */
function domainsOf(nodes: readonly GraphNode[]): string[] {
  return nodes.flatMap(({ domain = "", attributes = {} }) => [
    domain,
    ...Object.values(attributes).flatMap((value) => ("graph" in value ? domainsOf(value.graph.nodes) : [])),
  ]);
}

function writeOpset(domain: string, pbf: PbfWriter): void {
  pbf.writeStringField(1, domain);
  pbf.writeVarintField(2, domain === "" ? OPSET : DOMAIN_VERSION);
}

/** The fields of GraphProto before its constants. */
function writeNodes({ nodes }: Graph, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, "graph");
}

/** The fields of GraphProto behind its constants. */
function writeEnds({ inputs, outputs }: Graph, pbf: PbfWriter): void {
  for (const input of Object.entries(inputs)) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of Object.entries(outputs)) pbf.writeMessage(12, writeValueInfo, output);
}

/** GraphProto inside an attribute. */
function writeInnerGraph(graph: Graph, pbf: PbfWriter): void {
  writeNodes(graph, pbf);
  for (const constant of Object.entries(graph.constants ?? {})) pbf.writeMessage(5, writeConstant, constant);
  writeEnds(graph, pbf);
}

function writeConstant([name, constant]: [string, Constant], pbf: PbfWriter): void {
  writeTensorHead(name, constant, pbf);
  pbf.writeBytesField(9, bytesOf(constant.data));
}

function writeNode(
  { operator, inputs, outputs, attributes = {}, domain = "" }: GraphNode,
  pbf: PbfWriter,
): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  for (const output of outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(4, operator);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
  if (domain !== "") pbf.writeStringField(7, domain);
}

function writeAttribute([name, value]: [string, Attribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeVarintField(20, writeAttributeValue(value, pbf));
}

/** Writes the value and gives its AttributeProto.AttributeType. */
function writeAttributeValue(value: Attribute, pbf: PbfWriter): number {
  if ("float" in value) {
    pbf.writeFloatField(2, value.float);
    return 1;
  }
  if ("int" in value) {
    pbf.writeVarintField(3, value.int);
    return 2;
  }
  if ("string" in value) {
    pbf.writeStringField(4, value.string);
    return 3;
  }
  if ("tensor" in value) {
    pbf.writeMessage(5, writeTensor, value.tensor);
    return 4;
  }
  if ("graph" in value) {
    pbf.writeMessage(6, writeInnerGraph, value.graph);
    return 5;
  }
  if ("floats" in value) {
    pbf.writePackedFloat(7, [...value.floats]);
    return 6;
  }
  pbf.writePackedVarint(8, [...value.ints]);
  return 7;
}

function writeTensor(tensor: Constant, pbf: PbfWriter): void {
  writeTensorHead("", tensor, pbf);
  pbf.writeBytesField(9, bytesOf(tensor.data));
}

/** TensorProto without its data. */
function writeTensorHead(name: string, { data, shape, type }: Constant, pbf: PbfWriter): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    const what = name === "" ? "a constant" : `constant ${name}`;
    throw new RangeError(
      `encodeModel: ${what} holds ${data.length} numbers, but [${shape.join(", ")}] needs ${size}`,
    );
  }
  pbf.writePackedVarint(1, [...shape]);
  pbf.writeVarintField(2, ELEMENT_TYPES[type ?? elementTypeOf(data)]);
  if (name !== "") pbf.writeStringField(8, name);
}

/** `"int64"` of a BigInt64Array, and so on. */
function elementTypeOf(data: TensorData): ElementType {
  return data[Symbol.toStringTag].replace(/^Big|Array$/g, "").toLowerCase() as ElementType;
}

/** ValueInfoProto, with its TypeProto, whose first field is the tensor. */
function writeValueInfo([name, type]: [string, TensorType], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, (tensor: TensorType) => pbf.writeMessage(1, writeTensorType, tensor), type);
}

function writeTensorType({ type, shape }: TensorType, pbf: PbfWriter): void {
  pbf.writeVarintField(1, ELEMENT_TYPES[type]);
  pbf.writeMessage(2, writeShape, shape);
}

function writeShape(shape: TensorType["shape"], pbf: PbfWriter): void {
  for (const length of shape) pbf.writeMessage(1, writeDimension, length);
}

function writeDimension(length: number | string, pbf: PbfWriter): void {
  if (typeof length === "string") pbf.writeStringField(2, length);
  else pbf.writeVarintField(1, length);
}
