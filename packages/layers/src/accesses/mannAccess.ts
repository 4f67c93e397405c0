import {cosineSimilarity, decayedUsage, interpolate, leastUsed} from '@ntmjs/addressing';
import {
  ArgumentError,
  requireBoolean,
  requireChoice,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
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
import {
  contentsSpecs,
  firstContents,
  fitContents,
  type MemoryArgs,
  resolveMemoryArgs,
} from './firstContents.js';

/** A memory with least recently used access, and its heads. */
export interface MannAccessArgs {
  readonly memory: MemoryArgs;
  /** How many heads read, and as many write; at most as many as there are rows. 4 unless said otherwise. */
  readonly readHeads?: number | undefined;
  /** γ: what a step leaves of the usage before, from 0 to 1; 0.95 unless said otherwise. */
  readonly usageDecay?: number | undefined;
  /** The activation of keys, which are what is written too: `tanh` unless said otherwise, or `linear`. */
  readonly keyActivation?: VectorActivation | undefined;
  /**
   * Whether each head has a key strength β ≥ 1, as the heads of a Neural Turing Machine do: without one, as in the paper, no
   * row can get more than e² times the attention of another. No unless said otherwise.
   */
  readonly keyStrength?: boolean | undefined;
  /** Whether what a head writes is a vector of its own, not its key as in the paper. No unless said otherwise. */
  readonly addVector?: boolean | undefined;
}

export const mannAccessOptions = [
  'memory',
  'readHeads',
  'usageDecay',
  'keyActivation',
  'keyStrength',
  'addVector',
] as const;

/** The arguments checked, and every default filled in. */
function resolveMannAccessArgs(args: MannAccessArgs) {
  requireKeys('mann', args, mannAccessOptions);
  const memory = resolveMemoryArgs(args.memory);
  const readHeads = requirePositiveInteger('readHeads', args.readHeads ?? 4);
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
  };
}

/** The name of a head's read weighting in the state: `readWeighting0` is that of the first head. */
function weightingName(head: number): string {
  return `readWeighting${head}`;
}

/** What a head takes of the interface vector. */
type MannParts = Parts<{key: number; writeGate: number}> & Partial<Parts<{keyStrength: number; add: number}>>;

/**
 * The memory-augmented neural network's way to use a memory: it is read by content, and written either where it was read
 * the step before, or at the rows that were used least of late.
 *
 * With h = 0 … n−1 for the heads, each of which has its own key k and write gate α:
 *
 *     k       = tanh(k̂)                                             the key, or k̂ as it is
 *     w^r_t   = softmax(K[k, M_{t−1}])                              where to read
 *     r_t     = Σ_i w^r_t(i) M_{t−1}(i)
 *     w^lu_h  = 1 at the row that w^u_{t−1} ranks h-th from below   the least used rows
 *     w^w_t   = σ(α) w^r_{t−1} + (1 − σ(α)) w^lu_h                  where to write
 *     M_t     = M_{t−1} ∘ (1 − Σ_h w^lu_h) + Σ_h w^w_t k            the key is what is written
 *     w^u_t   = γ w^u_{t−1} + Σ_h w^r_t + Σ_h w^w_t                 the usage
 *
 * Where the paper is open:
 *
 *   - A step reads before it writes. What is written is the key itself, so that a look-up in M_t would first of all find
 *     what this very step has stored; and the paper's write weighting is of the step before, so that no write waits for
 *     a read.
 *   - The paper marks the n least used rows together, for n reads. Here each write head has one of them for its own, so
 *     that heads do not write over each other; together they are the paper's w^lu. All n are set to zero before.
 *   - Before the first step nothing has been read or used: the first read weightings and the first usage are zero.
 *
 * Two options go beyond the paper. With `keyStrength` a head reads where softmax(β K[k, M_{t−1}]) says, β = 1 +
 * softplus(β̂). With `addVector` it writes a vector a = tanh(â), or â as keys are, in place of its key: what is found need
 * not be what was looked for.
 *
 * The order of the rows by usage is a constant for the gradient, as in the paper.
 *
 * Its state is the memory `[rows, width]`, the usage `[rows]` and each head's read weighting `[rows]`. The interface vector is for
 * each head in turn its key, `width` numbers, and its write gate, then β̂ and â where there are such. Its reads are the read vectors of the heads.
 *
 * @see Santoro et al. 2016, section 3.2, equations 2 to 8
 */
export class MannAccess extends MemoryAccess {
  static readonly className = 'MannAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord;
  readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  private readonly args: ReturnType<typeof resolveMannAccessArgs>;
  /** What a head takes of the interface vector. */
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
    this.interfaceSize = readHeads * layoutSize(this.layout);
    this.readSize = readHeads * width;
    this.stateShapes = {memory: [rows, width], usage: [rows], ...this.eachHead(() => [rows])};
    this.weightSpecs = contentsSpecs(memory);
  }

  override initialState(batch: number, weights: TensorRecord): TensorRecord {
    const {memory} = this.args;
    const nothing = () => tf.zeros([batch, memory.rows]);
    return {
      memory: firstContents(batch, memory, weights),
      usage: nothing(),
      ...this.eachHead(nothing),
    };
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep> {
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

  /** Rows of learned contents repeat. */
  override fitWeight(name: string, weight: tf.Tensor): tf.Tensor {
    if (this.weightSpecs[name] === undefined) {
      throw new ArgumentError('name', `one of ${Object.keys(this.weightSpecs).join(', ')}`, name);
    }
    return fitContents(weight as tf.Tensor2D, this.args.memory.rows);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }

  /** A record with an entry for each head, under the name of its weighting. */
  private eachHead<T>(value: (head: number) => T): Record<string, T> {
    return Object.fromEntries(
      Array.from({length: this.args.readHeads}, (_, head) => [weightingName(head), value(head)]),
    );
  }
}
tf.serialization.registerClass(MannAccess);
