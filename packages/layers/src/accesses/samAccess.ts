import {
  contentWeighting,
  denseWeighting,
  mostSimilarRows,
  topRows,
  updateLastAccess,
} from '@ntmjs/addressing';
import {type Layout, layoutSize, splitInterface} from '@ntmjs/heads';
import {gatherRows, read} from '@ntmjs/memory';
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
import {requireState} from '../sizeLimits.js';
import {interfaceBias} from './firstBiases.js';
import {contentsSpecs, firstContents, fitContents} from './firstContents.js';
import {resolveSamAccessArgs, type SamAccessArgs, type SamParts} from './samInterface.js';
import {lastReads, rowsName, weightsName, writeRows} from './sparseRows.js';

/** The rows that a head writes to, by their numbers, and their weights, `[batch, K + 1]`, and what it writes. */
interface Writer {
  readonly weights: tf.Tensor2D;
  readonly values: {readonly rows: tf.Tensor2D; readonly addVector: tf.Tensor2D};
}

/**
 * Sparse Access Memory: a head reads the K rows most similar to its key, and writes to those that it read in the previous step and to
 * the one accessed longest ago. A step touches K + 1 rows a head, whatever the number of rows; gradients flow through these alone.
 *
 * With h = 0 … n−1 for the heads, each of which has its own key q, key strength β, add vector a, write gate α and interpolation gate γ:
 *
 *     l_h     = the row that is h-th in the order of lastAccess_{t−1}, ties by index
 *     w^w_h   = α (γ w^r_{t−1} + (1 − γ) 1(l_h))                     the write weighting
 *     M_t     = M_{t−1} ∘ (1 − Σ_h 1(l_h)) + Σ_h w^w_h a             erases the rows l_h, and writes
 *     s_h     = the K rows of M_t with the largest K[q, M_t(i)], ties by index
 *     w^r_h   = softmax over s_h of β K[q, M_t(i)], 0 elsewhere      the read weighting
 *     r_h     = Σ_{i in s_h} w^r_h(i) M_t(i)
 *     lastAccess_t(i) = t where Σ_h w^w_h(i) + Σ_h w^r_h(i) > δ, else lastAccess_{t−1}(i)
 *
 * α = σ(α̂), γ = σ(γ̂), β = 1 + softplus(β̂), and K[q, M(i)] is the cosine similarity. The choice of rows is a constant for gradients.
 *
 * The paper leaves open the following:
 *
 *   - Its equations are of one head, its experiments have several. Here each head gets a row l_h of its own, so that heads do not
 *     overwrite each other; the n rows are erased first, and all heads have written before one reads.
 *   - Which of the rows that were never accessed comes first, and what a head read before the first step. Here ties go to the lower
 *     index, and the first writes have no rows of a previous read: their weights are 0.
 *   - The range of β, from 1 on here as in the DNC, and the activation of keys and add vectors.
 *
 * The paper searches with an approximate index or exactly; this search is exact. On tfjs a step takes time and memory in proportion to the
 * rows, as that of a dense access does: the search compares all rows, and each step makes a new memory. `@ntmjs/compile` changes rows in
 * place, which it recognizes by the one-hot vectors of `gatherRows` and `scatterRows`.
 *
 * The state is the memory `[rows, width]`, lastAccess `[rows]`, the number of steps so far `[1]`, and for each head the row numbers and
 * the weights of its last read, `[K]` each. Numbers of steps are exact up to 2²⁴. The interface vector holds for each head in
 * turn q̂ (`width`), β̂ (1), â (`width`), α̂ (1) and γ̂ (1). The reads are the read vectors of the heads.
 *
 * @see Rae et al. 2016, sections 3.1 and 3.2
 */
export class SamAccess extends MemoryAccess {
  static readonly className = 'SamAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord;
  readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  override readonly interfaceBias: readonly number[] | undefined;
  private readonly args: ReturnType<typeof resolveSamAccessArgs>;
  /** The part of the interface vector that belongs to each head. */
  private readonly layouts: readonly Layout[];

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: SamAccessArgs) {
    super();
    this.args = resolveSamAccessArgs(args);
    const {memory, readHeads, rowsRead} = this.args;
    const {rows, width} = memory;
    const layout = {key: width, keyStrength: 1, add: width, writeGate: 1, interpolationGate: 1};
    this.layouts = Array.from({length: readHeads}, () => layout);
    this.interfaceBias = interfaceBias(this.layouts, this.args.firstBiases);
    this.interfaceSize = readHeads * layoutSize(layout);
    this.readSize = readHeads * width;
    this.stateShapes = requireState(
      {'memory.rows': rows, 'memory.width': width},
      ({'memory.rows': rows, 'memory.width': width}) => ({
        memory: [rows, width],
        lastAccess: [rows],
        time: [1],
        ...lastReads(
          this.args.readHeads,
          () => [rowsRead],
          () => [rowsRead],
        ),
      }),
    );
    this.weightSpecs = contentsSpecs(memory);
  }

  override initialState(batch: number, weights: TensorRecord): TensorRecord {
    requireInitialArgs(this, batch, weights);
    const {memory, rowsRead} = this.args;
    return {
      memory: firstContents(batch, memory, weights),
      lastAccess: tf.zeros([batch, memory.rows]),
      time: tf.zeros([batch, 1]),
      ...lastReads(
        this.args.readHeads,
        () => tf.tidy(() => tf.tile(tf.reshape(tf.range(0, rowsRead), [1, rowsRead]), [batch, 1])),
        () => tf.zeros([batch, rowsRead]),
      ),
    };
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep> {
    requireStepArgs(this, interfaceVector, state);
    const {memory, lastAccess, time} = state as {
      memory: tf.Tensor3D;
      lastAccess: tf.Tensor2D;
      time: tf.Tensor2D;
    };
    const {
      rowsRead,
      accessThreshold,
      vectorActivation,
      memory: {rows},
    } = this.args;
    return tf.tidy(() => {
      const batch = memory.shape[0];
      const activate = (vector: tf.Tensor2D): tf.Tensor2D =>
        vectorActivation === 'tanh' ? tf.tanh(vector) : vector;
      const heads = splitInterface(interfaceVector, this.layouts) as unknown as SamParts[];
      const freeRows = topRows(tf.neg(lastAccess), heads.length);
      const writers = heads.map((parts, head) => {
        const writeGate = tf.sigmoid(parts.writeGate);
        const interpolationGate = tf.sigmoid(parts.interpolationGate);
        const again = tf.mul(writeGate, interpolationGate);
        const freeRow = tf.slice(freeRows, [0, head], [batch, 1]);
        const numbers = tf.concat([state[rowsName(head)] as tf.Tensor2D, freeRow], 1);
        const weights = tf.concat(
          [tf.mul<tf.Tensor2D>(again, state[weightsName(head)]!), tf.sub<tf.Tensor2D>(writeGate, again)],
          1,
        );
        const weighting = denseWeighting({rowNumbers: numbers, weights}, rows);
        const addVector = activate(parts.add);
        return {weights, values: {addVector, writeGate, interpolationGate, rows: numbers, weighting}};
      });
      const written = this.write(memory, freeRows, writers);
      const readers = heads.map((parts) => {
        const key = activate(parts.key);
        const keyStrength = tf.add<tf.Tensor2D>(1, tf.softplus(parts.keyStrength));
        const numbers = mostSimilarRows(written, key, rowsRead);
        const found = gatherRows(written, numbers);
        const weights = contentWeighting(found, key, keyStrength);
        const weighting = denseWeighting({rowNumbers: numbers, weights}, rows);
        return {weights, values: {key, keyStrength, rows: numbers, weighting, read: read(found, weights)}};
      });
      const now = tf.add<tf.Tensor2D>(time, 1);
      const access = tf.addN([...writers, ...readers].map(({values}) => values.weighting));
      const nextLastAccess = updateLastAccess(lastAccess, access, now, accessThreshold);
      const vectors = readers.map(({values}) => values.read);
      return {
        reads: vectors.length === 1 ? vectors[0]! : tf.concat(vectors, 1),
        state: {
          memory: written,
          lastAccess: nextLastAccess,
          time: now,
          ...lastReads(
            this.args.readHeads,
            (head) => readers[head]!.values.rows,
            (head) => readers[head]!.weights,
          ),
        },
        heads: [
          ...writers.map(({values}): HeadActivity => ({kind: 'write', values})),
          ...readers.map(({values}): HeadActivity => ({kind: 'read', values})),
        ],
        rowValues: {lastAccess: nextLastAccess},
      };
    });
  }

  override withRows(rows: number): SamAccess {
    return new SamAccess({...this.args, memory: {...this.args.memory, rows}});
  }

  /** Repeats the rows of learned contents. */
  override fitWeight(name: string, weight: tf.Tensor): tf.Tensor {
    requireWeightName(this, name);
    return fitContents(weight as tf.Tensor2D, this.args.memory.rows);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }

  /** M_t: the memory without the free rows, and what all heads write. */
  private write(memory: tf.Tensor3D, freeRows: tf.Tensor2D, writers: readonly Writer[]): tf.Tensor3D {
    const [batch, , width] = memory.shape;
    const numbers = writers.map(({values}) => values.rows);
    const vectors = writers.map(({weights, values: {addVector}}) =>
      tf.mul<tf.Tensor3D>(tf.reshape(weights, [batch, -1, 1]), tf.reshape(addVector, [batch, 1, width])),
    );
    return writeRows(memory, freeRows, tf.concat(numbers, 1), tf.concat(vectors, 1));
  }
}
tf.serialization.registerClass(SamAccess);
