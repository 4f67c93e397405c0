import {
  contentWeighting,
  denseWeighting,
  mostSimilarRows,
  type SparseLinks,
  type SparseWeighting,
  sparseBackwardWeighting,
  sparseForwardWeighting,
  topRows,
  updateLastAccess,
  updateSparseLinks,
  updateSparsePrecedence,
} from '@ntmjs/addressing';
import {layoutSize} from '@ntmjs/heads';
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
import {
  type ResolvedSdncAccessArgs,
  resolveSdncAccessArgs,
  type SdncAccessArgs,
  sdncInterfaces,
  sdncLayouts,
} from './sdncInterface.js';
import {lastReads, rowsName, weightsName, writeRows} from './sparseRows.js';

/** Backward and forward along the links, and by content: each reads K rows. */
const MODES = 3;

/**
 * Sparse Differentiable Neural Computer: Sparse Access Memory whose read heads also follow links to the rows that were written right before or
 * after those that they read in the previous step. A row has at most L links in each direction.
 *
 * There is one write head, with an add vector a, a write gate α and an interpolation gate γ. With h = 1 … R for the read heads, each of which
 * has a key q, a key strength β and read modes π:
 *
 *     l         = the row with the least lastAccess_{t−1}, ties by index
 *     w^w       = α (γ/R Σ_h w^r_{h,t−1} + (1 − γ) 1(l))              the write weighting
 *     M_t       = M_{t−1} ∘ (1 − 1(l)) + w^w a                        erases the row l, and writes
 *     N_t(i, j) = (1 − w^w(i)) N_{t−1}(i, j) + w^w(i) p_{t−1}(j)      j ≠ i: the L largest of each row
 *     p_t       = (1 − Σ_i w^w(i)) p_{t−1} + w^w                      the L largest
 *     c_h       = softmax of β K[q, M_t(i)] over the K rows with the largest, ties by index
 *     b_h(j)    = Σ_i N_t(i, j) w^r_{h,t−1}(i)                        the K largest
 *     f_h(i)    = Σ_j N_t(i, j) w^r_{h,t−1}(j)                        the K largest, divided by their sum where it is above 1
 *     w^r_h     = π(1) b_h + π(2) f_h + π(3) c_h                      the read weighting, of at most 3 K rows
 *     r_h       = Σ_i w^r_h(i) M_t(i)
 *     lastAccess_t(i) = t where w^w(i) + Σ_h w^r_h(i) > δ, else lastAccess_{t−1}(i)
 *
 * α = σ(α̂), γ = σ(γ̂), β = 1 + softplus(β̂), π = softmax(π̂), K[q, M(i)] is the cosine similarity, and "the L largest" means that all other
 * elements are 0. The choice of rows and of links is a constant for gradients, which flow through what is chosen.
 *
 * The paper describes how its SDNC differs from the DNC and SAM, and leaves open the following:
 *
 *   - How heads share one write head. Here it may write to what all of them read, in equal parts.
 *   - How many rows a read weighting has. Here each mode finds K rows, and none is dropped where they are mixed.
 *   - How to find the rows that follow one, a column of N. The paper keeps a second matrix, N transposed, with entries of its own.
 *     Here each row lists the L rows with the strongest links from it, the strength of which is in N alone.
 *
 * As in the paper rows are not freed: there is no usage but the last access. A row that is written again keeps the links to rows
 * that came after it, while those to rows before it fade; in the DNC both do. So a column of N may sum to more than 1, which is why f is
 * divided, unlike in the paper: else the weights of heads that go back and forth would grow without bound.
 *
 * On tfjs a step takes time and memory in proportion to the rows; compiled by `@ntmjs/compile`, it changes rows in place, as `SamAccess` does.
 *
 * The state is the memory `[rows, width]`; lastAccess `[rows]`; the number of steps so far, time, `[1]`; N as predecessors, strengths and
 * successors, `[rows, L]` each, which `SparseLinks` of `@ntmjs/addressing` describes; p as precedenceRows and precedence, `[L]` each; and for each
 * head the row numbers and the weights of its last read, `[3 K]` each: backward, forward and by content. The interface vector holds â
 * (`width`), α̂ (1) and γ̂ (1), then for each read head q̂ (`width`), β̂ (1) and π̂ (3). The reads are the read vectors of the heads.
 *
 * @see Rae et al. 2016, section 3 and supplement D; Graves et al. 2016, Methods
 */
export class SdncAccess extends MemoryAccess {
  static readonly className = 'SdncAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord;
  readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  override readonly interfaceBias: readonly number[] | undefined;
  private readonly args: ResolvedSdncAccessArgs;

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: SdncAccessArgs) {
    super();
    this.args = resolveSdncAccessArgs(args);
    const {memory, readHeads, rowsRead} = this.args;
    const {rows, width} = memory;
    const layouts = sdncLayouts(this.args);
    this.interfaceBias = interfaceBias(layouts, this.args.firstBiases);
    this.interfaceSize = layouts.reduce((sum, layout) => sum + layoutSize(layout), 0);
    this.readSize = readHeads * width;
    this.stateShapes = requireState(
      {'memory.rows': rows, 'memory.width': width, links: this.args.links},
      ({'memory.rows': rows, 'memory.width': width, links}) => ({
        memory: [rows, width],
        lastAccess: [rows],
        time: [1],
        predecessors: [rows, links],
        strengths: [rows, links],
        successors: [rows, links],
        precedenceRows: [links],
        precedence: [links],
        ...lastReads(
          readHeads,
          () => [MODES * rowsRead],
          () => [MODES * rowsRead],
        ),
      }),
    );
    this.weightSpecs = contentsSpecs(memory);
  }

  override initialState(batch: number, weights: TensorRecord): TensorRecord {
    requireInitialArgs(this, batch, weights);
    const {memory, ...others} = this.stateShapes;
    return {
      memory: firstContents(batch, this.args.memory, weights),
      ...Object.fromEntries(
        Object.entries(others).map(([name, shape]) => [name, tf.zeros([batch, ...shape])]),
      ),
    };
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep> {
    requireStepArgs(this, interfaceVector, state);
    const {
      accessThreshold,
      readHeads,
      rowsRead,
      memory: {rows},
    } = this.args;
    return tf.tidy(() => {
      const {write: writer, reads: readers} = sdncInterfaces(interfaceVector, this.args);
      const lastAccess = state.lastAccess as tf.Tensor2D;
      const previousReads = Array.from({length: readHeads}, (_, head): SparseWeighting => {
        const [rowNumbers, weights] = [state[rowsName(head)], state[weightsName(head)]] as tf.Tensor2D[];
        return {rowNumbers: rowNumbers!, weights: weights!};
      });
      const freeRow = topRows(tf.neg(lastAccess), 1);
      const wrote = writeWeighting(previousReads, freeRow, writer);
      const vectorsWritten = tf.mul<tf.Tensor3D>(
        tf.expandDims(wrote.weights, 2),
        tf.expandDims(writer.addVector, 1),
      );
      const memory = writeRows(state.memory as tf.Tensor3D, freeRow, wrote.rowNumbers, vectorsWritten);
      const {predecessors, strengths, successors} = state as unknown as SparseLinks;
      const previousPrecedence = {
        rowNumbers: state.precedenceRows as tf.Tensor2D,
        weights: state.precedence as tf.Tensor2D,
      };
      const links = updateSparseLinks({predecessors, strengths, successors}, wrote, previousPrecedence);
      const precedence = updateSparsePrecedence(previousPrecedence, wrote);
      const found = readers.map((reader, head) =>
        readWeighting(reader, memory, links, previousReads[head]!, rowsRead),
      );
      const vectors = found.map(({weighting: {rowNumbers, weights}}) =>
        read(gatherRows(memory, rowNumbers), weights),
      );
      const dense = (weighting: SparseWeighting) => denseWeighting(weighting, rows);
      const [written, ...readAt] = [wrote, ...found.map(({weighting}) => weighting)].map(dense);
      const now = tf.add<tf.Tensor2D>(state.time!, 1);
      const access = tf.addN([written!, ...readAt]);
      const nextLastAccess = updateLastAccess(lastAccess, access, now, accessThreshold);
      return {
        reads: vectors.length === 1 ? vectors[0]! : tf.concat(vectors, 1),
        state: {
          memory,
          lastAccess: nextLastAccess,
          time: now,
          ...links,
          precedenceRows: precedence.rowNumbers,
          precedence: precedence.weights,
          ...lastReads(
            readHeads,
            (head) => found[head]!.weighting.rowNumbers,
            (head) => found[head]!.weighting.weights,
          ),
        },
        heads: [
          {kind: 'write', values: {...writer, rows: wrote.rowNumbers, weighting: written!}},
          ...readers.map((reader, head): HeadActivity => {
            const {backward, forward, content, weighting} = found[head]!;
            const values = {
              ...reader,
              rows: weighting.rowNumbers,
              backwardWeighting: dense(backward),
              forwardWeighting: dense(forward),
              contentWeighting: dense(content),
              weighting: readAt[head]!,
              read: vectors[head]!,
            };
            return {kind: 'read', values};
          }),
        ] satisfies HeadActivity[],
        rowValues: {lastAccess: nextLastAccess},
      };
    });
  }

  override withRows(rows: number): SdncAccess {
    return new SdncAccess({...this.args, memory: {...this.args.memory, rows}});
  }

  /** Repeats the rows of learned contents. */
  override fitWeight(name: string, weight: tf.Tensor): tf.Tensor {
    requireWeightName(this, name);
    return fitContents(weight as tf.Tensor2D, this.args.memory.rows);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }
}
tf.serialization.registerClass(SdncAccess);

/** w^w, of the rows that all heads read in the previous step and of the least recently accessed one. */
function writeWeighting(
  reads: readonly SparseWeighting[],
  freeRow: tf.Tensor2D,
  {writeGate, interpolationGate}: {readonly writeGate: tf.Tensor2D; readonly interpolationGate: tf.Tensor2D},
): SparseWeighting {
  const again = tf.mul<tf.Tensor2D>(writeGate, interpolationGate);
  const ofHead = tf.div<tf.Tensor2D>(again, reads.length);
  return {
    rowNumbers: tf.concat([...reads.map(({rowNumbers}) => rowNumbers), freeRow], 1),
    weights: tf.concat(
      [
        ...reads.map(({weights}): tf.Tensor2D => tf.mul(ofHead, weights)),
        tf.sub<tf.Tensor2D>(writeGate, again),
      ],
      1,
    ),
  };
}

/** The read weighting of a head and its components, which are not weighted by the read modes. */
function readWeighting(
  head: {readonly key: tf.Tensor2D; readonly keyStrength: tf.Tensor2D; readonly readModes: tf.Tensor2D},
  memory: tf.Tensor3D,
  links: SparseLinks,
  previous: SparseWeighting,
  rowsRead: number,
) {
  const {key, keyStrength, readModes} = head;
  const backward = sparseBackwardWeighting(links, previous, rowsRead);
  const forward = atMostOne(sparseForwardWeighting(links, previous, rowsRead));
  const similar = mostSimilarRows(memory, key, rowsRead);
  const content = {
    rowNumbers: similar,
    weights: contentWeighting(gatherRows(memory, similar), key, keyStrength),
  };
  const modes = [backward, forward, content];
  const weighting = {
    rowNumbers: tf.concat(
      modes.map(({rowNumbers}) => rowNumbers),
      1,
    ),
    weights: tf.concat(
      modes.map(
        ({weights}, mode): tf.Tensor2D =>
          tf.mul(tf.slice(readModes, [0, mode], [readModes.shape[0], 1]), weights),
      ),
      1,
    ),
  };
  return {backward, forward, content, weighting};
}

/** The weighting, divided by its sum where that is above 1. */
function atMostOne({rowNumbers, weights}: SparseWeighting): SparseWeighting {
  return {rowNumbers, weights: tf.div(weights, tf.maximum(1, tf.sum(weights, 1, true)))};
}
