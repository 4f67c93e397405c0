import {Message} from '../protobuf/message.js';

/** The size of a dimension: a number, or the name of one that is known when the model runs. */
export type Dimension = number | string;

/** The attributes of a node: an integer, or several; or a number in single precision. */
export type Attributes = Readonly<Record<string, number | readonly number[] | {readonly float: number}>>;

/** `TensorProto.DataType` */
export enum ElementType {
  FLOAT = 1,
  INT32 = 6,
  INT64 = 7,
  BOOL = 9,
}

/** `AttributeProto.AttributeType` */
enum AttributeType {
  FLOAT = 1,
  INT = 2,
  INTS = 7,
}

/** The version of the file format, and of the operators: ONNX 1.13, of 2022. */
const IR_VERSION = 8;
const OPSET = 18;

/**
 * An ONNX model in which every value is named, and of single precision unless an operator asks for another type. Nodes are in an order in
 * which they can run.
 *
 * @see ONNX, `onnx/onnx.proto`, and its operators, https://onnx.ai/onnx/operators
 */
export class OnnxGraph {
  private readonly content = new Message();
  private readonly counts = new Map<string, number>();
  private readonly constants = new Map<string, string>();

  constructor(name: string) {
    this.content.bytes(2, name);
  }

  /** An input of the model. */
  input(name: string, shape: readonly Dimension[]): string {
    this.content.bytes(11, valueInfo(name, shape));
    return name;
  }

  /** An output of the model: a value under another name. */
  output(name: string, shape: readonly Dimension[], value: string): void {
    this.content.bytes(1, node('Identity', [value], [name], {}));
    this.content.bytes(12, valueInfo(name, shape));
  }

  /** Numbers that are part of the model. */
  initializer(name: string, shape: readonly number[], values: Float32Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.content.bytes(5, tensor(name, shape, ElementType.FLOAT, bytes));
    return name;
  }

  /** Numbers without a name of their own; equal ones are there once. */
  constant(shape: readonly number[], values: Float32Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.constantOf(shape, ElementType.FLOAT, bytes);
  }

  scalar(value: number): string {
    return this.constant([], Float32Array.of(value));
  }

  /** A list of integers, as operators take sizes and axes. */
  integers(values: readonly number[]): string {
    return this.constantOf(
      [values.length],
      ElementType.INT64,
      new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
    );
  }

  /** A call of an operator with one output, whose name is returned. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(operator, inputs, 1, attributes)[0]!;
  }

  /** A call of an operator with several outputs. */
  nodes(operator: string, inputs: readonly string[], count: number, attributes: Attributes = {}): string[] {
    const outputs = Array.from({length: count}, () => this.newName(operator));
    this.content.bytes(1, node(operator, inputs, outputs, attributes));
    return outputs;
  }

  /**
   * The bytes of the model.
   *
   * @param metadata texts by name
   */
  finish(metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
    const model = new Message()
      .integer(1, IR_VERSION)
      .bytes(2, 'ntmjs')
      .bytes(7, this.content)
      .bytes(8, new Message().bytes(1, '').integer(2, OPSET));
    for (const [key, value] of Object.entries(metadata)) {
      model.bytes(14, new Message().bytes(1, key).bytes(2, value));
    }
    return model.finish();
  }

  private constantOf(shape: readonly number[], type: ElementType, bytes: Uint8Array): string {
    const key = `${type} ${shape} ${bytes.join()}`;
    let name = this.constants.get(key);
    if (name === undefined) {
      name = this.newName('constant');
      this.constants.set(key, name);
      this.content.bytes(5, tensor(name, shape, type, bytes));
    }
    return name;
  }

  private newName(kind: string): string {
    const count = this.counts.get(kind) ?? 0;
    this.counts.set(kind, count + 1);
    return `${kind}_${count}`;
  }
}

/** A `NodeProto`. */
function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes,
): Message {
  const message = new Message();
  for (const input of inputs) message.bytes(1, input);
  for (const output of outputs) message.bytes(2, output);
  message.bytes(3, outputs[0]!).bytes(4, operator);
  for (const [name, value] of Object.entries(attributes)) message.bytes(5, attribute(name, value));
  return message;
}

/** An `AttributeProto`. */
function attribute(name: string, value: Attributes[string]): Message {
  const message = new Message().bytes(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, AttributeType.INT);
  if ('float' in value) return message.float(2, value.float).integer(20, AttributeType.FLOAT);
  for (const item of value) message.integer(8, item);
  return message.integer(20, AttributeType.INTS);
}

/** A `TensorProto`, whose numbers are little-endian as those of JavaScript's hosts. */
function tensor(name: string, shape: readonly number[], type: ElementType, bytes: Uint8Array): Message {
  const message = new Message();
  for (const dim of shape) message.integer(1, dim);
  return message.integer(2, type).bytes(8, name).bytes(9, bytes);
}

/** A `ValueInfoProto` of a tensor in single precision. */
function valueInfo(name: string, shape: readonly Dimension[]): Message {
  const dims = new Message();
  for (const dim of shape) {
    const size = new Message();
    dims.bytes(1, typeof dim === 'number' ? size.integer(1, dim) : size.bytes(2, dim));
  }
  const type = new Message().integer(1, ElementType.FLOAT).bytes(2, dims);
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, type));
}
