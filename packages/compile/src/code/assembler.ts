import {ByteWriter, unsignedBytes} from './bytes.js';

/** WebAssembly's value types, as the binary format numbers them. */
export const I32 = 0x7f;
export const F32 = 0x7d;
export const V128 = 0x7b;

/** The opcodes in use; for those of the SIMD extension see `SIMD`. */
const OP = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  call: 0x10,
  select: 0x1b,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  i32_load: 0x28,
  f32_load: 0x2a,
  i32_store: 0x36,
  f32_store: 0x38,
  i32_const: 0x41,
  f32_const: 0x43,
  i32_eqz: 0x45,
  i32_eq: 0x46,
  i32_lt_u: 0x49,
  f32_eq: 0x5b,
  f32_ne: 0x5c,
  f32_lt: 0x5d,
  f32_gt: 0x5e,
  f32_ge: 0x60,
  i32_add: 0x6a,
  i32_mul: 0x6c,
  i32_and: 0x71,
  i32_or: 0x72,
  i32_trunc_f32_u: 0xa9,
  f32_convert_i32_u: 0xb3,
} as const;

/** The SIMD opcodes in use, which follow the prefix 0xfd. */
const SIMD = {
  'v128.load': 0x00,
  'v128.load32_splat': 0x09,
  'v128.store': 0x0b,
  'v128.const': 0x0c,
  'i8x16.shuffle': 0x0d,
  'i32x4.splat': 0x11,
  'f32x4.eq': 0x41,
  'f32x4.ne': 0x42,
  'f32x4.lt': 0x43,
  'f32x4.gt': 0x44,
  'f32x4.le': 0x45,
  'f32x4.ge': 0x46,
  'v128.and': 0x4e,
  'v128.andnot': 0x4f,
  'v128.or': 0x50,
  'v128.bitselect': 0x52,
  'v128.store32_lane': 0x5a,
  'v128.load32_zero': 0x5c,
  'f32x4.demote_f64x2_zero': 0x5e,
  'f64x2.promote_low_f32x4': 0x5f,
  'f32x4.floor': 0x68,
  'f32x4.nearest': 0x6a,
  'i32x4.shl': 0xab,
  'i32x4.shr_s': 0xac,
  'i32x4.add': 0xae,
  'i32x4.sub': 0xb1,
  'f32x4.abs': 0xe0,
  'f32x4.neg': 0xe1,
  'f32x4.sqrt': 0xe3,
  'f32x4.add': 0xe4,
  'f32x4.sub': 0xe5,
  'f32x4.mul': 0xe6,
  'f32x4.div': 0xe7,
  'f32x4.min': 0xe8,
  'f32x4.max': 0xe9,
  'f32x4.pmin': 0xea,
  'f32x4.pmax': 0xeb,
  'f64x2.add': 0xf0,
  'i32x4.trunc_sat_f32x4_s': 0xf8,
  'f32x4.convert_i32x4_s': 0xfa,
  'f32x4.relaxed_madd': 0x105,
  'f32x4.relaxed_nmadd': 0x106,
} as const;

/** The type of a block that leaves nothing on the stack. */
const BLOCK_WITHOUT_RESULT = 0x40;

/** The size of a page of memory in bytes. */
export const PAGE = 65_536;

/** The magic number of WebAssembly, and its version. */
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export type SimdName = keyof typeof SIMD;

/** Instructions on single integers and floats that take no immediate. */
type ScalarName =
  | 'i32_eqz'
  | 'i32_eq'
  | 'i32_lt_u'
  | 'i32_and'
  | 'i32_or'
  | 'f32_eq'
  | 'f32_ne'
  | 'f32_lt'
  | 'f32_gt'
  | 'f32_ge'
  | 'i32_trunc_f32_u'
  | 'f32_convert_i32_u';

/** The bytes of a vector while it is written, as floats, as integers and as bytes: code has thousands of constants. */
const VECTOR = new ArrayBuffer(16);
const [FLOATS, INTEGERS, BYTES] = [new Float32Array(VECTOR), new Int32Array(VECTOR), new Uint8Array(VECTOR)];

/** The index of a local variable of a function. */
export type Local = number;

/** Builds the code of one function, instruction by instruction. */
export class FunctionBuilder {
  private readonly code = new ByteWriter();
  private readonly locals: number[] = [];

  /**
   * @param parameters the types of the parameters, which are the first locals
   * @param fuses whether a product and the sum that it is added to are one instruction, of relaxed SIMD
   */
  constructor(
    readonly parameters: readonly number[],
    readonly results: readonly number[] = [],
    readonly fuses = false,
  ) {}

  /** A new local variable of that type. */
  local(type: number): Local {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  get(local: Local): this {
    return this.put(OP.local_get, local);
  }

  set(local: Local): this {
    return this.put(OP.local_set, local);
  }

  tee(local: Local): this {
    return this.put(OP.local_tee, local);
  }

  i32(value: number): this {
    this.code.byte(OP.i32_const).signed(value);
    return this;
  }

  /** A 32-bit float. */
  f32(value: number): this {
    FLOATS[0] = value;
    this.code.byte(OP.f32_const);
    for (let byte = 0; byte < 4; byte++) this.code.byte(BYTES[byte]!);
    return this;
  }

  add(): this {
    return this.put(OP.i32_add);
  }

  /** An instruction on single integers or floats, without immediates. */
  scalar(name: ScalarName): this {
    return this.put(OP[name]);
  }

  /** A load of an integer or a float from the address on the stack plus `offset` bytes. */
  loadScalar(name: 'i32_load' | 'f32_load', offset: number): this {
    return this.put(OP[name], 2).unsigned(offset);
  }

  /** Stores the integer or the float on the stack at the address below it plus `offset` bytes. */
  storeScalar(name: 'i32_store' | 'f32_store', offset: number): this {
    return this.put(OP[name], 2).unsigned(offset);
  }

  multiply(): this {
    return this.put(OP.i32_mul);
  }

  /** Of the two integers below the one on the stack: the first if that is 0, else the second. */
  selectIfZero(): this {
    return this.put(OP.i32_eqz, OP.select);
  }

  call(index: number): this {
    return this.put(OP.call, index);
  }

  /** An instruction of the SIMD extension without immediates. */
  simd(name: SimdName): this {
    return this.put(0xfd, SIMD[name]);
  }

  /** A load from the address on the stack plus `offset` bytes. */
  load(name: 'v128.load' | 'v128.load32_splat' | 'v128.load32_zero', offset: number): this {
    return this.simd(name).put(2, offset);
  }

  /** Stores the vector on the stack at the address below it plus `offset` bytes. */
  store(offset: number): this {
    return this.simd('v128.store').put(2, offset);
  }

  /** Stores lane 0 of the vector on the stack at the address below it plus `offset` bytes. */
  storeLane(offset: number): this {
    return this.simd('v128.store32_lane').put(2, offset).put(0);
  }

  /** Pushes a vector of four equal 32-bit floats. */
  splat(value: number): this {
    FLOATS.fill(value);
    return this.constant();
  }

  /** Pushes a vector of four 32-bit integers. */
  lanes(values: readonly [number, number, number, number]): this {
    INTEGERS.set(values);
    return this.constant();
  }

  /** Selects four lanes: 0–3 are those of the first vector, 4–7 those of the second. */
  shuffle(a: number, b: number, c: number, d: number): this {
    this.simd('i8x16.shuffle');
    for (const lane of [a, b, c, d]) for (let byte = 0; byte < 4; byte++) this.code.byte(4 * lane + byte);
    return this;
  }

  /** Runs `body`, and repeats it while the unsigned integer `local`, which `body` changes, is below what `limit` pushes. */
  loopWhileBelow(local: Local, limit: () => void, body: () => void): this {
    this.put(OP.loop, BLOCK_WITHOUT_RESULT);
    body();
    this.get(local);
    limit();
    return this.put(OP.i32_lt_u).put(OP.br_if, 0).put(OP.end);
  }

  /** Runs `body` if the integer on the stack is not 0. */
  ifTrue(body: () => void): this {
    this.put(OP.if, BLOCK_WITHOUT_RESULT);
    body();
    return this.put(OP.end);
  }

  /** Runs `body` again and again, as long as `condition` pushes an integer other than 0. */
  loopWhile(condition: () => void, body: () => void): this {
    this.put(OP.block, BLOCK_WITHOUT_RESULT).put(OP.loop, BLOCK_WITHOUT_RESULT);
    condition();
    this.put(OP.i32_eqz).put(OP.br_if, 1);
    body();
    return this.put(OP.br, 0).put(OP.end).put(OP.end);
  }

  /** Writes the function in the binary format: its length, its locals, and its code. */
  write(content: ByteWriter): void {
    const {locals, code} = this;
    content.unsigned(unsignedBytes(locals.length) + 2 * locals.length + code.length + 1);
    content.unsigned(locals.length);
    for (const type of locals) content.byte(1).byte(type);
    content.bytes(code).byte(OP.end);
  }

  /** Pushes the vector in `VECTOR`. */
  private constant(): this {
    this.simd('v128.const');
    for (let byte = 0; byte < BYTES.length; byte++) this.code.byte(BYTES[byte]!);
    return this;
  }

  private unsigned(value: number): this {
    this.code.unsigned(value);
    return this;
  }

  /** An opcode, and an unsigned integer if it takes one. */
  private put(opcode: number, immediate?: number): this {
    this.code.byte(opcode);
    if (immediate !== undefined) this.code.unsigned(immediate);
    return this;
  }
}

/** A function of a module; exported if it has a name. */
export interface ModuleFunction {
  readonly name?: string;
  readonly builder: FunctionBuilder;
}

/** A memory of fixed size that belongs to a module. */
export interface OwnMemory {
  readonly pages: number;
  /** What it begins with; the rest is zero. */
  readonly data: readonly {readonly address: number; readonly bytes: Uint8Array}[];
}

/** A memory of fixed size that threads share. */
export interface SharedMemory {
  readonly sharedPages: number;
}

/**
 * Assembles a module of functions that share one memory.
 *
 * @param functions in the order of their indices
 * @param memory the module's own, which it exports as `memory`; or one that it imports (`env.memory`): that of threads, or the minimum
 *   size of another, in pages
 */
export function assemble(
  functions: readonly ModuleFunction[],
  memory: number | SharedMemory | OwnMemory,
): Uint8Array {
  const module = new ByteWriter().bytes(HEADER);
  const section = (id: number, count: number, write: (content: ByteWriter) => void) => {
    const content = new ByteWriter().unsigned(count);
    write(content);
    module.byte(id).sized(content);
  };
  section(1, functions.length, (content) => {
    for (const {builder} of functions) content.byte(0x60).list(builder.parameters).list(builder.results);
  });
  if (typeof memory === 'number' || 'sharedPages' in memory) {
    section(2, 1, (content) => {
      content.text('env').text('memory').byte(0x02);
      if (typeof memory === 'number') content.byte(0x00).unsigned(memory);
      else content.byte(0x03).unsigned(memory.sharedPages).unsigned(memory.sharedPages);
    });
  }
  section(3, functions.length, (content) => {
    for (const index of functions.keys()) content.unsigned(index);
  });
  const exported = functions.filter(({name}) => name !== undefined).length;
  const own = typeof memory === 'object' && 'pages' in memory ? memory : undefined;
  if (own !== undefined) {
    section(5, 1, (content) => content.byte(0x01).unsigned(own.pages).unsigned(own.pages));
  }
  section(7, exported + (own === undefined ? 0 : 1), (content) => {
    if (own !== undefined) content.text('memory').byte(0x02).unsigned(0);
    for (const [index, {name}] of functions.entries())
      if (name !== undefined) content.text(name).byte(0x00).unsigned(index);
  });
  section(10, functions.length, (content) => {
    for (const {builder} of functions) builder.write(content);
  });
  if (own !== undefined) {
    section(11, own.data.length, (content) => {
      for (const {address, bytes} of own.data)
        content.byte(0x00).byte(OP.i32_const).signed(address).byte(OP.end).list(bytes);
    });
  }
  return module.written().slice();
}
