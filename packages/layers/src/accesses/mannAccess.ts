import {cosineSimilarity, decayedUsage, interpolate, leastUsed} from '@ntmjs/addressing';
import {ArgumentError, requireBoolean, requireChoice, requireKeys, requireNumber} from '@ntmjs/arguments';
import {type Layout, layoutSize, type Parts, splitInterface, type VectorActivation} from '@ntmjs/heads';
import {add, read} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {
  type AccessStep,
  type HeadActivity,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
  type WeightSpec,
} from '../access.js';
import {requireInitialArgs, requireStepArgs, requireWeightName} from '../accessChecks.js';
import {requireHeads, requireState} from '../sizeLimits.js';
import {interfaceBias, resolveFirstBiases} from './firstBiases.js';
import {
  contentsSpecs,
  firstContents,
  fitContents,
  type MemoryArgs,
  resolveMemoryArgs,
} from './firstContents.js';

/** The initial biases of each head: what is added to a part of its interface before the activation, at first. */
export interface MannFirstBiases {
  /** Of α̂: with −2, the write gate σ(α̂) starts near 0.12 rather than 0.5, so that writes go to the least used rows first. */
  readonly writeGate?: number | undefined;
  /** Of β̂, with `keyStrength`: with 3, β = 1 + softplus(β̂) starts near 4.05 rather than 1.69. */
  readonly keyStrength?: number | undefined;
}

const biasedParts = ['writeGate', 'keyStrength'] as const satisfies readonly (keyof MannFirstBiases)[];

/** The memory and heads of a memory-augmented neural network with least recently used access. */
export interface MannAccessArgs {
  readonly memory: MemoryArgs;
  /** The number of read heads, and of write heads; at most the number of rows and 256. Defaults to 4. */
  readonly readHeads?: number | undefined;
  /** γ, the factor by which usage decays in a step, from 0 to 1. Defaults to 0.95. */
  readonly usageDecay?: number | undefined;
  /** The activation of keys, which are also written: `tanh` or `linear`. Defaults to `tanh`. */
  readonly keyActivation?: VectorActivation | undefined;
  /**
   * Whether each head has a key strength β ≥ 1, as the heads of a Neural Turing Machine do: without one, as in the paper, no
   * row can get more than e² times the attention of another. Defaults to false.
   */
  readonly keyStrength?: boolean | undefined;
  /** Whether a head writes a separate add vector, instead of its key as in the paper. Defaults to false. */
  readonly addVector?: boolean | undefined;
  /**
   * The initial biases of each head, by the part of its interface: what is added to it before its activation, at first. They are
   * learned from there on. Defaults to none, biases of 0.
   */
  readonly firstBiases?: MannFirstBiases | undefined;
}

export const mannAccessOptions = [
  'memory',
  'readHeads',
  'usageDecay',
  'keyActivation',
  'keyStrength',
  'addVector',
  'firstBiases',
] as const;

/** Validates the arguments and fills in defaults. */
function resolveMannAccessArgs(args: MannAccessArgs) {
  requireKeys('mann', args, mannAccessOptions);
  const memory = resolveMemoryArgs(args.memory);
  const readHeads = requireHeads('readHeads', args.readHeads ?? 4);
  if (readHeads > memory.rows) {
    throw new ArgumentError('readHeads', `at most ${memory.rows}, the rows of the memory`, readHeads);
  }
  return {
    memory,
    readHeads,
    usageDecay: requireNumber('usageDecay', args.usageDecay ?? 0.95, {min: 0, max: 1}),
    keyActivation: requireChoice('keyActivation', args.keyActivation ?? 'tanh', ['linear', 'tanh']),
    keyStrength: requireBoolean('keyStrength', args.keyStrength ?? false),
    addVector: requireBoolean('addVector', args.addVector ?? false),
    ...resolveFirstBiases(args.firstBiases, biasedParts),
  };
}

/** The name of a head's read weighting in the state: `readWeighting0` for the first head. */
function weightingName(head: number): string {
  return `readWeighting${head}`;
}

/** The part of the interface vector that belongs to a head. */
type MannParts = Parts<{key: number; writeGate: number}> & Partial<Parts<{keyStrength: number; add: number}>>;

/**
 * The access of a memory-augmented neural network: reads by content, and writes to the rows that were read in the previous step or
 * to those used least recently.
 *
 * With h = 0 … n−1 for the heads, each of which has its own key k and write gate α:
 *
 *     k       = tanh(k̂)                                             the key, or k̂ as it is
 *     w^r_t   = softmax(K[k, M_{t−1}])                              the read weighting
 *     r_t     = Σ_i w^r_t(i) M_{t−1}(i)
 *     w^lu_h  = 1 at the row that w^u_{t−1} ranks h-th from below   the least used rows
 *     w^w_t   = σ(α) w^r_{t−1} + (1 − σ(α)) w^lu_h                  the write weighting
 *     M_t     = M_{t−1} ∘ (1 − Σ_h w^lu_h) + Σ_h w^w_t k            writes the key
 *     w^u_t   = γ w^u_{t−1} + Σ_h w^r_t + Σ_h w^w_t                 the usage
 *
 * The paper leaves open the following:
 *
 *   - A step reads before it writes. Since the key itself is written, a look-up in M_t would find mostly what the same step has
 *     stored; and the paper's write weighting uses the previous step's read weighting, so that no write waits for a read.
 *   - The paper marks the n least used rows together, for n reads. Here each write head gets one of them, so that heads do not
 *     overwrite each other; together they are the paper's w^lu. All n rows are erased first.
 *   - The initial read weightings and usage are zero.
 *
 * Two options go beyond the paper. With `keyStrength` the read weighting is softmax(β K[k, M_{t−1}]), β = 1 + softplus(β̂). With
 * `addVector` a head writes a vector a, activated as keys are, instead of its key: the content of a row may then differ from the key
 * that finds it.
 *
 * Gradients treat the order of rows by usage as a constant, as in the paper.
 *
 * The state is the memory `[rows, width]`, the usage `[rows]` and each head's read weighting `[rows]`. The interface vector holds
 * for each head in turn k̂ (`width`), α (1), and optionally β̂ (1) and â (`width`). The reads are the read vectors of the heads.
 *
 * @see Santoro et al. 2016, section 3.2, equations 2 to 8
 */
export class MannAccess extends MemoryAccess {
  static readonly className = 'MannAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord;
  readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  override readonly interfaceBias: readonly number[] | undefined;
  private readonly args: ReturnType<typeof resolveMannAccessArgs>;
  /** The part of the interface vector that belongs to a head. */
  private readonly layout: Layout;

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: MannAccessArgs) {
    super();
    this.args = resolveMannAccessArgs(args);
    const {memory, readHeads, keyStrength, addVector} = this.args;
    const {rows, width} = memory;
    this.layout = {
      key: width,
      writeGate: 1,
      ...(keyStrength && {keyStrength: 1}),
      ...(addVector && {add: width}),
    };
    const layouts = Array.from({length: readHeads}, () => this.layout);
    this.interfaceBias = interfaceBias(layouts, this.args.firstBiases);
    this.interfaceSize = readHeads * layoutSize(this.layout);
    this.readSize = readHeads * width;
    this.stateShapes = requireState(
      {'memory.rows': rows, 'memory.width': width},
      ({'memory.rows': rows, 'memory.width': width}) => ({
        memory: [rows, width],
        usage: [rows],
        ...this.eachHead(() => [rows]),
      }),
    );
    this.weightSpecs = contentsSpecs(memory);
  }

  override initialState(batch: number, weights: TensorRecord): TensorRecord {
    requireInitialArgs(this, batch, weights);
    const {memory} = this.args;
    const nothing = () => tf.zeros([batch, memory.rows]);
    return {
      memory: firstContents(batch, memory, weights),
      usage: nothing(),
      ...this.eachHead(nothing),
    };
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep> {
    requireStepArgs(this, interfaceVector, state);
    const {memory, usage} = state as {memory: tf.Tensor3D; usage: tf.Tensor2D};
    const {
      readHeads,
      usageDecay,
      keyActivation,
      memory: {rows},
    } = this.args;
    return tf.tidy(() => {
      const batch = memory.shape[0];
      const heads = splitInterface(
        interfaceVector,
        Array.from({length: readHeads}, () => this.layout),
      ) as unknown as MannParts[];
      const activate = (vector: tf.Tensor2D): tf.Tensor2D =>
        keyActivation === 'tanh' ? tf.tanh(vector) : vector;
      const freeRows = leastUsed(usage, readHeads);
      const freed = tf.reshape(tf.sum(freeRows, 1), [batch, rows, 1]);
      let next = tf.mul<tf.Tensor3D>(memory, tf.sub(1, freed));
      const reads: tf.Tensor2D[] = [];
      const readWeightings: tf.Tensor2D[] = [];
      const writeWeightings: tf.Tensor2D[] = [];
      const readers: HeadActivity[] = [];
      const writers: HeadActivity[] = [];
      for (const [head, parts] of heads.entries()) {
        const key = activate(parts.key);
        const written = parts.add === undefined ? key : activate(parts.add);
        const similarity = cosineSimilarity(memory, key);
        const keyStrength = parts.keyStrength && tf.add<tf.Tensor2D>(1, tf.softplus(parts.keyStrength));
        const readWeighting: tf.Tensor2D = tf.softmax(
          keyStrength === undefined ? similarity : tf.mul(similarity, keyStrength),
        );
        const lastRead = state[weightingName(head)] as tf.Tensor2D;
        const freeRow = tf.reshape(tf.slice(freeRows, [0, head, 0], [batch, 1, rows]), [batch, rows]);
        const writeGate = tf.sigmoid(parts.writeGate);
        const writeWeighting = interpolate(lastRead, freeRow as tf.Tensor2D, writeGate);
        next = add(next, writeWeighting, written);
        const vector = read(memory, readWeighting);
        reads.push(vector);
        readWeightings.push(readWeighting);
        writeWeightings.push(writeWeighting);
        readers.push({
          kind: 'read',
          values: {key, ...(keyStrength && {keyStrength}), weighting: readWeighting, read: vector},
        });
        writers.push({
          kind: 'write',
          values: {
            addVector: written,
            writeGate,
            leastUsedWeighting: freeRow,
            weighting: writeWeighting,
          },
        });
      }
      const nextUsage = decayedUsage(usage, [...readWeightings, ...writeWeightings], usageDecay);
      return {
        reads: reads.length === 1 ? reads[0]! : tf.concat(reads, 1),
        state: {memory: next, usage: nextUsage, ...this.eachHead((head) => readWeightings[head]!)},
        heads: [...readers, ...writers],
        rowValues: {usage: nextUsage},
      };
    });
  }

  override withRows(rows: number): MannAccess {
    return new MannAccess({...this.args, memory: {...this.args.memory, rows}});
  }

  /** Repeats the rows of learned contents. */
  override fitWeight(name: string, weight: tf.Tensor): tf.Tensor {
    requireWeightName(this, name);
    return fitContents(weight as tf.Tensor2D, this.args.memory.rows);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }

  /** Returns a record with an entry per head, by the name of its weighting. */
  private eachHead<T>(value: (head: number) => T): Record<string, T> {
    return Object.fromEntries(
      Array.from({length: this.args.readHeads}, (_, head) => [weightingName(head), value(head)]),
    );
  }
}
tf.serialization.registerClass(MannAccess);
