/** WebAssembly's value types, as the binary format numbers them. */
export const I32 = 0x7f;
export const V128 = 0x7b;

/** The opcodes in use; for those of the SIMD extension see `SIMD`. */
const OP = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  br_if: 0x0d,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  i32_const: 0x41,
  i32_lt_u: 0x49,
  i32_add: 0x6a,
  i32_mul: 0x6c,
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
  'f64x2.add': 0xf0,
  'i32x4.trunc_sat_f32x4_s': 0xf8,
  'f32x4.convert_i32x4_s': 0xfa,
} as const;

export type SimdName = keyof typeof SIMD;

/** An unsigned integer in LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** A signed integer in LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** The index of a local variable of a function. */
export type Local = number;

/** Builds the code of one function, instruction by instruction. */
export class FunctionBuilder {
  private readonly code: number[] = [];
  private readonly locals: number[] = [];

  /** @param parameters the types of the parameters, which are the first locals */
  constructor(
    readonly parameters: readonly number[],
    readonly results: readonly number[] = [],
  ) {}

  /** A new local variable of that type. */
  local(type: number): Local {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  get(local: Local): this {
    return this.put(OP.local_get, ...unsigned(local));
  }

  set(local: Local): this {
    return this.put(OP.local_set, ...unsigned(local));
  }

  tee(local: Local): this {
    return this.put(OP.local_tee, ...unsigned(local));
  }

  i32(value: number): this {
    return this.put(OP.i32_const, ...signed(value));
  }

  add(): this {
    return this.put(OP.i32_add);
  }

  multiply(): this {
    return this.put(OP.i32_mul);
  }

  call(index: number): this {
    return this.put(0x10, ...unsigned(index));
  }

  /** An instruction of the SIMD extension without immediates. */
  simd(name: SimdName): this {
    return this.put(0xfd, ...unsigned(SIMD[name]));
  }

  /** A load from the address on the stack plus `offset` bytes. */
  load(name: 'v128.load' | 'v128.load32_splat' | 'v128.load32_zero', offset: number): this {
    return this.simd(name).put(2, ...unsigned(offset));
  }

  /** Stores the vector on the stack at the address below it plus `offset` bytes. */
  store(offset: number): this {
    return this.simd('v128.store').put(2, ...unsigned(offset));
  }

  /** Stores lane 0 of the vector on the stack at the address below it plus `offset` bytes. */
  storeLane(offset: number): this {
    return this.simd('v128.store32_lane').put(2, ...unsigned(offset), 0);
  }

  /** Pushes a vector of four equal 32-bit floats. */
  splat(value: number): this {
    const bytes = new Uint8Array(new Float32Array(4).fill(value).buffer);
    return this.simd('v128.const').put(...bytes);
  }

  /** Pushes a vector of four 32-bit integers. */
  lanes(values: readonly [number, number, number, number]): this {
    const bytes = new Uint8Array(new Int32Array(values).buffer);
    return this.simd('v128.const').put(...bytes);
  }

  /** Selects four lanes: 0–3 are those of the first vector, 4–7 those of the second. */
  shuffle(a: number, b: number, c: number, d: number): this {
    const bytes = [a, b, c, d].flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
    return this.simd('i8x16.shuffle').put(...bytes);
  }

  /** Runs `body`, and repeats it while the unsigned integer `local`, which `body` changes, is below what `limit` pushes. */
  loopWhileBelow(local: Local, limit: () => void, body: () => void): this {
    this.put(OP.loop, 0x40);
    body();
    this.get(local);
    limit();
    return this.put(OP.i32_lt_u, OP.br_if, 0, OP.end);
  }

  /** The function in the binary format: locals, then code. */
  body(): number[] {
    const locals = this.locals.flatMap((type) => [1, type]);
    const bytes = [...unsigned(this.locals.length), ...locals, ...this.code, OP.end];
    return [...unsigned(bytes.length), ...bytes];
  }

  private put(...bytes: number[]): this {
    for (const byte of bytes) this.code.push(byte);
    return this;
  }
}

/**
 * Assembles a module of functions that share one imported memory (`env.memory`).
 *
 * @param functions in the order of their indices; those with a name are exported
 * @param pages the minimum size of the memory, in pages of 64 KiB
 */
export function assemble(
  functions: readonly {name?: string; builder: FunctionBuilder}[],
  pages: number,
): Uint8Array {
  const vector = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()];
  const text = (value: string) => {
    const bytes = [...new TextEncoder().encode(value)];
    return [...unsigned(bytes.length), ...bytes];
  };
  const section = (id: number, content: readonly number[]) => [id, ...unsigned(content.length), ...content];
  const types = functions.map(({builder: {parameters, results}}) => [
    0x60,
    ...unsigned(parameters.length),
    ...parameters,
    ...unsigned(results.length),
    ...results,
  ]);
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, ...unsigned(pages)];
  const exports = functions.flatMap(({name}, index) =>
    name === undefined ? [] : [[...text(name), 0x00, ...unsigned(index)]],
  );
  const code: number[] = [...unsigned(functions.length)];
  for (const {builder} of functions) for (const byte of builder.body()) code.push(byte);
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  return Uint8Array.from([
    ...header,
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(exports)),
    ...section(10, code),
  ]);
}
