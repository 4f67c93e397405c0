/**
 * Runs a network that `exportProgram` of @ntmjs/interchange, or `ntm export --to model.wasm`, has written. This file imports nothing.
 */

/** What a file says of its network. Addresses and offsets are in bytes. */
export interface NetworkDescription {
  /** The class of the memory access, or of the cell if there is none. */
  readonly architecture: string;
  /** The width of an input, and of an output. */
  readonly inputs: number;
  readonly outputs: number;
  /** Whether the layer reads sequences from their end, as `run` does. */
  readonly goBackwards: boolean;
  /** The states between steps, each at an offset in a frame. */
  readonly states: readonly {readonly name: string; readonly size: number; readonly offset: number}[];
  /** A step reads the input and the states of one frame, and writes states and output, at its offset, of the other. */
  readonly memory: {
    readonly pages: number;
    readonly input: number;
    readonly frames: readonly [number, number];
    readonly frameBytes: number;
    readonly output: number;
  };
  /** What the exporting program wrote besides. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of a file, or what has them, such as a `Response` of `fetch`. */
export type NetworkSource = ArrayBuffer | ArrayBufferView | {arrayBuffer(): Promise<ArrayBuffer>};

export interface LoadOptions {
  /** The most bytes of memory that the network may have; defaults to 256 MiB. */
  readonly maxBytes?: number;
}

interface Exports {
  readonly memory: {readonly buffer: ArrayBuffer};
  first(frame: number): void;
  forward(input: number, previous: number, current: number): void;
}

/**
 * Loads a network: `await loadNetwork(fetch('model.wasm'))`, or `await loadNetwork(readFile('model.wasm'))`.
 *
 * @throws Error that says what is wrong with the file, before any of its code runs
 */
export async function loadNetwork(
  source: NetworkSource | Promise<NetworkSource>,
  options: LoadOptions = {},
): Promise<Network> {
  const {maxBytes = 2 ** 28} = options;
  const bytes = await bytesOf(await source);
  const description = await describe(bytes, maxBytes);
  const {instance} = await WebAssembly.instantiate(bytes as BufferSource, {}).catch((error: Error) =>
    refuse(`its code does not run here, which takes WebAssembly with SIMD (${error.message})`),
  );
  const exports = instance.exports as unknown as Exports;
  const found = Object.entries(exports).map(([name, value]) => `${name} ${typeof value}`);
  if (found.sort().join() !== 'first function,forward function,memory object') refuse(`it exports ${found}`);
  return new Network(description, exports);
}

/** A network with its states, for one sequence at a time. */
export class Network {
  private readonly numbers: Float32Array;
  private previous: number;
  private current: number;

  /** `loadNetwork` makes networks. */
  constructor(
    readonly description: NetworkDescription,
    private readonly exports: Exports,
  ) {
    this.numbers = new Float32Array(exports.memory.buffer);
    [this.previous, this.current] = description.memory.frames;
    this.reset();
  }

  /** Begins a sequence: the states are those before the first step. */
  reset(): void {
    this.exports.first(this.previous);
  }

  /**
   * Takes one step.
   *
   * @param inputs so many numbers as `description.inputs`
   * @param outputs is written; a new array by default
   * @returns the outputs
   */
  step(inputs: ArrayLike<number>, outputs?: Float32Array): Float32Array {
    const {inputs: width, outputs: count, memory} = this.description;
    requireLength('inputs', inputs, width);
    if (outputs === undefined) outputs = new Float32Array(count);
    else requireLength('outputs', outputs, count);
    this.advance(inputs, 0, outputs, 0, memory);
    return outputs;
  }

  /**
   * Runs a whole sequence, from the states before the first step.
   *
   * @param inputs `[steps, inputs]`
   * @returns the outputs of all steps, `[steps, outputs]`
   */
  run(inputs: ArrayLike<number>, steps = inputs.length / this.description.inputs): Float32Array {
    const {inputs: width, outputs: count, goBackwards, memory} = this.description;
    if (!(Number.isInteger(steps) && steps > 0))
      throw new Error(`steps must be a positive integer, got ${steps}`);
    requireLength('inputs', inputs, steps * width);
    const outputs = new Float32Array(steps * count);
    this.reset();
    for (let step = 0; step < steps; step++) {
      this.advance(inputs, (goBackwards ? steps - 1 - step : step) * width, outputs, step * count, memory);
    }
    return outputs;
  }

  /** Copies of the states after the last step, by name. */
  states(): Record<string, Float32Array> {
    return Object.fromEntries(
      this.description.states.map(({name, size, offset}) => {
        const start = (this.previous + offset) / 4;
        return [name, this.numbers.slice(start, start + size)];
      }),
    );
  }

  /** Goes on from states that `states` has returned. */
  setStates(states: Readonly<Record<string, ArrayLike<number>>>): void {
    const own = this.description.states;
    for (const {name, size} of own) requireLength(`states.${name}`, states[name], size);
    for (const {name, offset} of own) this.numbers.set(states[name]!, (this.previous + offset) / 4);
  }

  private advance(
    inputs: ArrayLike<number>,
    from: number,
    outputs: Float32Array,
    to: number,
    {input, output}: NetworkDescription['memory'],
  ): void {
    const {numbers, description, exports, previous, current} = this;
    for (let index = 0; index < description.inputs; index++)
      numbers[input / 4 + index] = inputs[from + index]!;
    exports.forward(input, previous, current);
    const start = (current + output) / 4;
    for (let index = 0; index < description.outputs; index++) outputs[to + index] = numbers[start + index]!;
    this.previous = current;
    this.current = previous;
  }
}

function requireLength(name: string, array: ArrayLike<number> | undefined, length: number): void {
  if (typeof array === 'object' && array?.length === length) return;
  throw new Error(`${name} must be an array of ${length} numbers, got ${array?.length ?? array}`);
}

function refuse(reason: string): never {
  throw new Error(`the network is refused: ${reason}`);
}

async function bytesOf(source: NetworkSource): Promise<Uint8Array> {
  if (typeof source !== 'object' || source === null)
    throw new Error(`source must be bytes, or a response such as that of fetch('model.wasm'), got ${source}`);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  const {ok, status} = source as {ok?: boolean; status?: number};
  if (ok === false) refuse(`its file was not loaded (status ${status})`);
  return new Uint8Array('arrayBuffer' in source ? await source.arrayBuffer() : source);
}

/** The sections of a module in order: types, functions, memory, exports, code, data, the description, and the hash. */
const SECTIONS = '1,3,5,7,10,11,0,0';

/** The size of a page of memory. */
const PAGE = 65_536;

/** The description in a file, of which everything is checked but the code. */
async function describe(bytes: Uint8Array, maxBytes: number): Promise<NetworkDescription> {
  const sections = sectionsOf(bytes);
  const [described, signed] = sections.slice(-2);
  if (signed?.name !== 'ntmjs.sha256') refuse('its last section is not ntmjs.sha256');
  const {start, content, end} = signed!;
  const digest = await digestOf(bytes.subarray(0, start));
  if (end - content !== 32 || digest.some((byte, index) => byte !== bytes[content + index]))
    refuse('its bytes have changed: its SHA-256 is another than it says');
  if (described?.name !== 'ntmjs.network') refuse('it has no section ntmjs.network before the last');
  let json: NetworkDescription & {format: string; version: number};
  try {
    json = JSON.parse(new TextDecoder().decode(bytes.subarray(described!.content, described!.end)));
  } catch {
    return refuse('its description is not JSON');
  }
  if (json?.format !== 'ntmjs.network' || json.version !== 1)
    refuse(`its format is ${json?.format} of version ${json?.version}, not ntmjs.network of version 1`);
  requireDescription(json);
  const ids = sections.map(({id}) => id).join();
  if (ids !== SECTIONS) refuse(`its sections are ${ids}, not ${SECTIONS}`);
  const {pages} = json.memory;
  if (!(pages * PAGE <= maxBytes))
    refuse(`it needs ${pages * PAGE} bytes of memory, maxBytes is ${maxBytes}`);
  const memory = sections[2]!;
  const [least, next] = leb(bytes, memory.content + 2, memory.end);
  const [most, last] = leb(bytes, next, memory.end);
  // One memory, with a limit.
  const isOne = bytes[memory.content] === 1 && bytes[memory.content + 1] === 1 && last === memory.end;
  if (!isOne || least !== pages || most !== pages) refuse(`its memory has not ${pages} pages, as it says`);
  return json;
}

/** The SHA-256; pages that are not from `https:` or this machine have no `crypto.subtle`. */
async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  const {subtle} = globalThis.crypto ?? {};
  if (subtle === undefined) return sha256(bytes);
  return new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource));
}

function requireDescription(description: NetworkDescription): void {
  const {architecture, inputs, outputs, goBackwards, states, metadata} = description;
  const {pages, input, frames, frameBytes, output} = Object(
    description.memory,
  ) as NetworkDescription['memory'];
  const check = (what: string, isRight: boolean) => isRight || refuse(`its ${what} cannot be right`);
  const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
  const isOffset = (value: unknown) => value === 0 || (isSize(value) && (value as number) % 4 === 0);
  const isText = (value: unknown) => typeof value === 'string';
  check('architecture', isText(architecture));
  check('goBackwards', typeof goBackwards === 'boolean');
  check('metadata', Object.values(Object(metadata)).every(isText));
  check('list of states', Array.isArray(states) && states.every((state) => isText(state?.name)));
  check('names of states', new Set(states.map(({name}) => name)).size === states.length);
  check('pages', isSize(pages) && pages <= 65_536);
  check('frames', Array.isArray(frames) && frames.length === 2 && isOffset(frameBytes));
  /** Parts of a memory, by name, start and count of numbers, must be in it, and not overlap. */
  const parts = (all: number, list: (readonly [string, number, number])[]) => {
    const sorted = list.sort((a, b) => a[1] - b[1]);
    for (const [index, [name, start, count]] of sorted.entries()) {
      const end = sorted[index + 1]?.[1] ?? all;
      check(name, isSize(count) && isOffset(start) && start + 4 * count <= end);
    }
  };
  parts(PAGE * pages, [
    ['place of inputs', input, inputs],
    ['first frame', frames[0], frameBytes / 4],
    ['second frame', frames[1], frameBytes / 4],
  ]);
  parts(frameBytes, [
    ['place of outputs', output, outputs],
    ...states.map(({name, size, offset}) => [`state ${name}`, offset, size] as const),
  ]);
}

/** A section of a module; `start` is that of its header. */
interface Section {
  readonly id: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
  /** Of a custom section. */
  readonly name: string | undefined;
}

function sectionsOf(bytes: Uint8Array): Section[] {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  if (header.some((byte, index) => bytes[index] !== byte)) refuse('it is not a file of WebAssembly');
  const sections: Section[] = [];
  for (let start = 8; start < bytes.length; ) {
    const id = bytes[start]!;
    let [size, content] = leb(bytes, start + 1, bytes.length);
    const end = content + size;
    if (end > bytes.length) refuse('it is truncated');
    let name: string | undefined;
    if (id === 0) {
      [size, content] = leb(bytes, content, end);
      if (content + size > end) refuse('the name of a section is too long');
      name = new TextDecoder().decode(bytes.subarray(content, content + size));
      content += size;
    }
    sections.push({id, start, content, end, name});
    start = end;
  }
  return sections;
}

/** An integer in LEB128, and where it ends. */
function leb(bytes: Uint8Array, start: number, end: number): [value: number, end: number] {
  let value = 0;
  for (let index = 0; index < 5 && start + index < end; index++) {
    const byte = bytes[start + index]!;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return [value, start + index + 1];
  }
  return refuse('an integer in it has no end');
}

/** The first bits behind the point of roots of prime numbers. */
function bitsOfRoots(root: (prime: number) => number, count: number): Int32Array {
  const primes: number[] = [];
  for (let next = 2; primes.length < count; next++)
    if (primes.every((prime) => next % prime > 0)) primes.push(next);
  return Int32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The SHA-256 of some bytes (FIPS 180-4, section 6.2), without waiting, and everywhere. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const constants = bitsOfRoots(Math.cbrt, 64);
  const hash = bitsOfRoots(Math.sqrt, 8);
  const words = new Int32Array(64);
  const whole = bytes.length & ~63;
  const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[bytes.length - whole] = 0x80;
  new DataView(tail.buffer).setBigUint64(tail.length - 8, 8n * BigInt(bytes.length));
  for (const part of [bytes.subarray(0, whole), tail]) {
    const view = new DataView(part.buffer, part.byteOffset, part.length);
    for (let start = 0; start < part.length; start += 64) addBlock(view, start, words, constants, hash);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of hash.entries()) digest.setInt32(4 * index, word);
  return new Uint8Array(digest.buffer);
}

function addBlock(
  view: DataView,
  start: number,
  words: Int32Array,
  constants: Int32Array,
  hash: Int32Array,
): void {
  let [a, b, c, d, e, f, g, h] = hash as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let index = 0; index < 64; index++) {
    if (index < 16) words[index] = view.getInt32(start + 4 * index);
    else {
      const [x, y] = [words[index - 15]!, words[index - 2]!];
      const first = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      words[index] =
        words[index - 16]! + first + words[index - 7]! + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
    }
    const added =
      h +
      constants[index]! +
      words[index]! +
      (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
      ((e & f) ^ (~e & g));
    const other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + added) | 0;
    d = c;
    c = b;
    b = a;
    a = (added + other) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) hash[index]! += word;
}
