import {EPSILON} from '@ntmjs/addressing';
import {
  requireBoolean,
  requireChoice,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {type Layout, layoutSize, type Parts, splitInterface} from '@ntmjs/heads';
import {add, read} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {
  type AccessStep,
  type HeadActivity,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
} from '../access.js';
import {requireInitialArgs, requireStepArgs} from '../accessChecks.js';
import {requireHeads, requireState} from '../sizeLimits.js';
import {interfaceBias, resolveFirstBiases} from './firstBiases.js';

/** The initial biases of each head: what is added to a part of its interface before the activation, at first. */
export interface DeltaFirstBiases {
  /** Of β̂: with −2 and a `maxWriteStrength` of 1, β starts near 0.12 rather than 0.5. */
  readonly writeStrength?: number | undefined;
  /** Of α̂, with `decay`: with 4, α starts near 0.98 rather than 0.5, so that a memory lasts. */
  readonly decay?: number | undefined;
}

const biasedParts = ['writeStrength', 'decay'] as const satisfies readonly (keyof DeltaFirstBiases)[];

/** The memory and heads of a network with fast weights. */
export interface DeltaAccessArgs {
  /** The matrix of each head, zeros at first. */
  readonly memory: {
    /** The width of keys and queries: a matrix holds as many pairs of orthogonal keys and values. */
    readonly rows: number;
    /** The width of values, and of what a head reads. */
    readonly width: number;
  };
  /** The number of heads, each of which writes to and reads from a matrix of its own; at most 256. Defaults to 4. */
  readonly readHeads?: number | undefined;
  /**
   * `delta` replaces what the matrix recalls for a key by the value, in proportion to β; `sum` adds the value to it, as the first
   * fast weights and linear attention do. Defaults to `delta`.
   */
  readonly rule?: 'delta' | 'sum' | undefined;
  /** Whether each head has a decay α: the matrix is multiplied by it before a write. Defaults to false. */
  readonly decay?: boolean | undefined;
  /**
   * The largest β, above 0 and at most 2. Above 1 a write can turn what was stored for a key into its negative, with which states can be
   * tracked that a β of at most 1 cannot. Defaults to 1.
   */
  readonly maxWriteStrength?: number | undefined;
  /** The activation of keys and queries before they are scaled to length 1: `linear` or `silu`, x σ(x). Defaults to `linear`. */
  readonly keyActivation?: 'linear' | 'silu' | undefined;
  /**
   * The initial biases of each head, by the part of its interface: what is added to it before its activation, at first. They are
   * learned from there on. Defaults to none, biases of 0.
   */
  readonly firstBiases?: DeltaFirstBiases | undefined;
}

export const deltaAccessOptions = [
  'memory',
  'readHeads',
  'rule',
  'decay',
  'maxWriteStrength',
  'keyActivation',
  'firstBiases',
] as const;

/** Validates the arguments and fills in defaults. */
function resolveDeltaAccessArgs(args: DeltaAccessArgs) {
  const {memory, ...heads} = requireKeys('delta', args, deltaAccessOptions);
  requireKeys('memory', memory, ['rows', 'width']);
  return {
    memory: {
      rows: requirePositiveInteger('memory.rows', memory.rows),
      width: requirePositiveInteger('memory.width', memory.width),
    },
    readHeads: requireHeads('readHeads', heads.readHeads ?? 4),
    rule: requireChoice('rule', heads.rule ?? 'delta', ['delta', 'sum']),
    decay: requireBoolean('decay', heads.decay ?? false),
    maxWriteStrength: requireNumber('maxWriteStrength', heads.maxWriteStrength ?? 1, {above: 0, max: 2}),
    keyActivation: requireChoice('keyActivation', heads.keyActivation ?? 'linear', ['linear', 'silu']),
    ...resolveFirstBiases(heads.firstBiases, biasedParts),
  };
}

/** The name of a head's matrix in the state: `memory0` for the first head. */
const memoryName = (head: number) => `memory${head}`;

/** The part of the interface vector that belongs to a head. */
type DeltaParts = Parts<{key: number; query: number; value: number; writeStrength: number}> &
  Partial<Parts<{decay: number}>>;

/** v / √(Σ v² + ε²), `[batch, size]`: of length 1, with a finite gradient, and 0 for v = 0. */
function unit(vectors: tf.Tensor2D): tf.Tensor2D {
  return tf.div(vectors, tf.sqrt(tf.add(tf.sum(tf.square(vectors), 1, true), EPSILON * EPSILON)));
}

/**
 * A matrix memory, also known as fast weights: a head stores pairs of a key and a value in a matrix, and reads by multiplying it with a
 * query. There are no rows to choose among: each key is a direction, and the rows are its coordinates.
 *
 * Each head has its own matrix M, key k, query q, value v, write strength β and optionally decay α:
 *
 *     k = φ(k̂) / ‖φ(k̂)‖     q = φ(q̂) / ‖φ(q̂)‖        φ(x) = x, or x σ(x) with `keyActivation: 'silu'`
 *     v = v̂                  β = b σ(β̂)               b is `maxWriteStrength`
 *     α = σ(α̂) with `decay`, else 1
 *
 *     M_t = α M_{t−1} + k [β (v − α M_{t−1}ᵀ k)]ᵀ                      the rule `delta`
 *     M_t = α M_{t−1} + k [β v]ᵀ                                      the rule `sum`
 *     r_t = M_tᵀ q
 *
 * The delta rule moves what M recalls for k towards v, and leaves alone what it recalls for keys that are orthogonal to k: in the notation of
 * its papers, with S = Mᵀ, it is S_t = S_{t−1} α (I − β k kᵀ) + β v kᵀ.
 *
 * The state is the matrix of each head, `memory0`, `memory1`, …, `[rows, width]`, initially zeros. The interface vector holds for each head
 * in turn k̂ and q̂ (`rows`), v̂ (`width`), β̂ (1), and optionally α̂ (1). The reads are those of the heads, `width` each. The number of
 * rows is the width of keys, on which the weights of the interface depend: it cannot be changed by `withRows`.
 *
 * @see Schmidhuber 1992, "Learning to control fast-weight memories": sums of outer products, written by a controller
 * @see Schlag et al. 2021, "Linear transformers are secretly fast weight programmers", section 4.2: the delta rule
 * @see Yang et al. 2024, "Parallelizing linear transformers with the delta rule over sequence length" (DeltaNet): keys and queries of
 *   length 1 after a SiLU
 * @see Yang et al. 2024, "Gated delta networks": the decay
 * @see Grazzi et al. 2024, "Unlocking state-tracking in linear RNNs through negative eigenvalues": write strengths up to 2
 */
export class DeltaAccess extends MemoryAccess {
  static readonly className = 'DeltaAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord;
  readonly weightSpecs = {};
  override readonly interfaceBias: readonly number[] | undefined;
  private readonly args: ReturnType<typeof resolveDeltaAccessArgs>;
  /** The parts of the interface vector, of each head. */
  private readonly layouts: readonly Layout[];

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: DeltaAccessArgs) {
    super();
    this.args = resolveDeltaAccessArgs(args);
    const {memory, readHeads, decay} = this.args;
    const {rows, width} = memory;
    const layout = {key: rows, query: rows, value: width, writeStrength: 1, ...(decay && {decay: 1})};
    this.layouts = Array.from({length: readHeads}, () => layout);
    this.interfaceBias = interfaceBias(this.layouts, this.args.firstBiases);
    this.interfaceSize = readHeads * layoutSize(layout);
    this.readSize = readHeads * width;
    this.stateShapes = requireState(
      {'memory.rows': rows, 'memory.width': width},
      ({'memory.rows': rows, 'memory.width': width}) => this.eachHead(() => [rows, width]),
    );
  }

  override initialState(batch: number): TensorRecord {
    requireInitialArgs(this, batch, {});
    const {rows, width} = this.args.memory;
    return this.eachHead(() => tf.zeros([batch, rows, width]));
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep> {
    requireStepArgs(this, interfaceVector, state);
    return tf.tidy(() => {
      const parts = splitInterface(interfaceVector, this.layouts) as unknown as DeltaParts[];
      const heads = parts.map((part, head) => this.headStep(part, state[memoryName(head)] as tf.Tensor3D));
      const vectors = heads.map(({reader}) => reader.read);
      return {
        reads: vectors.length === 1 ? vectors[0]! : tf.concat(vectors, 1),
        state: this.eachHead((head) => heads[head]!.memory),
        heads: [
          ...heads.map(({writer}): HeadActivity => ({kind: 'write', values: writer})),
          ...heads.map(({reader}): HeadActivity => ({kind: 'read', values: reader})),
        ],
        rowValues: {},
      };
    });
  }

  /** A head writes to its matrix, then reads from it. */
  private headStep(parts: DeltaParts, before: tf.Tensor3D) {
    const {rule, maxWriteStrength, keyActivation} = this.args;
    const direction = (vector: tf.Tensor2D) =>
      unit(keyActivation === 'silu' ? tf.mul(vector, tf.sigmoid(vector)) : vector);
    const [key, query, value] = [direction(parts.key), direction(parts.query), parts.value];
    const gate = tf.sigmoid(parts.writeStrength);
    const writeStrength: tf.Tensor2D = maxWriteStrength === 1 ? gate : tf.mul(gate, maxWriteStrength);
    const decay = parts.decay && tf.sigmoid(parts.decay);
    const kept: tf.Tensor3D =
      decay === undefined ? before : tf.mul(before, tf.reshape(decay, [before.shape[0], 1, 1]));
    const recalled = rule === 'delta' ? read(kept, key) : undefined;
    const change = recalled === undefined ? value : tf.sub<tf.Tensor2D>(value, recalled);
    const addVector = tf.mul<tf.Tensor2D>(writeStrength, change);
    const memory = add(kept, key, addVector);
    return {
      memory,
      writer: {key, value, writeStrength, ...(decay && {decay}), ...(recalled && {recalled}), addVector},
      reader: {query, read: read(memory, query)},
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }

  /** Returns a record with what each head's matrix has, by their names. */
  private eachHead<T>(value: (head: number) => T): Record<string, T> {
    const names = Array.from({length: this.args.readHeads}, (_, head) => [memoryName(head), value(head)]);
    return Object.fromEntries(names) as Record<string, T>;
  }
}
tf.serialization.registerClass(DeltaAccess);
