import {requireChoice, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {
  type AccessStep,
  type HeadActivity,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
  type WeightSpec,
} from '../access.js';
import {requireInitialArgs, requireStepArgs, requireWeightArgs} from '../accessChecks.js';
import {requireHeads, requireState} from '../sizeLimits.js';
import {type Attention, attend, partsOf, positionChoices, scoreBias, shiftIn} from './multiHeadAttention.js';
import {blockSpecs, finalNorm, transformerBlock} from './transformerBlock.js';

/** The memory, heads and blocks of attention over the last steps. */
export interface AttentionAccessArgs {
  readonly memory: {
    /** N, the number of steps that are remembered, this one included; the oldest is dropped. */
    readonly rows: number;
    /** d, the width of the keys and values of a head. */
    readonly width: number;
  };
  /** H, the number of read heads, from 1 to 256. Defaults to 4. */
  readonly readHeads?: number | undefined;
  /** The number of Transformer blocks, from 0 to 256. Defaults to 0: the controller's output are queries, keys and values. */
  readonly blocks?: number | undefined;
  /** `alibi`, a penalty on the age of rows that is different in each head, or `none`. Defaults to `alibi`. */
  readonly positions?: (typeof positionChoices)[number] | undefined;
}

export const attentionAccessOptions = ['memory', 'readHeads', 'blocks', 'positions'] as const;

/** The most blocks of a stack: each has tensors and operations of its own at every step. */
const MAX_BLOCKS = 256;

/** Validates the arguments and fills in defaults. */
function resolveAttentionAccessArgs(args: AttentionAccessArgs) {
  requireKeys('attention', args, attentionAccessOptions);
  const {memory} = args;
  requireKeys('memory', memory, ['rows', 'width']);
  return {
    memory: {
      rows: requirePositiveInteger('memory.rows', memory.rows),
      width: requirePositiveInteger('memory.width', memory.width),
    },
    readHeads: requireHeads('readHeads', args.readHeads ?? 4),
    blocks: requireInteger('blocks', args.blocks ?? 0, {min: 0, max: MAX_BLOCKS}),
    positions: requireChoice('positions', args.positions ?? 'alibi', positionChoices),
  };
}

/**
 * Attention over the last N steps: each step appends a row of keys and values, and each head reads all rows by its query. With blocks, a
 * causal Transformer of as many layers, one step at a time.
 *
 * Row i is the step that came i steps before, so row 0 this one; all rows move on by one in each step, and the oldest is dropped. Each
 * head h = 1 … H reads
 *
 *     s_h(i) = q_h · K_h(i) / √d − m_h i       where row i was written
 *     w_h    = softmax(s_h)                    0 where it was not
 *     r_h    = Σ_i w_h(i) V_h(i)
 *
 * with the slope m_h = 2^(−8 h / H), or 0 without positions: then rows have no order but by their contents.
 *
 *   - Without blocks, the interface vector is the queries, keys and values, so that the controller's map to it is the W_q, W_k and W_v of
 *     attention, and the layer's map of the reads its W_o: attention is the memory, and the controller its user.
 *   - With n blocks, the interface vector is the residual stream x of n blocks with weights of their own, each with keys and values of its
 *     own in a row:
 *
 *         x ← x + Attention(LN(x) W_q, LN(x) W_k, LN(x) W_v) W_o
 *         x ← x + max(0, LN(x) W_1 + b_1) W_2 + b_2
 *
 *     W_1 makes x four times as wide. The reads are LN(x) after the last block. As a function of the interface vectors of a sequence, this
 *     is a causal Transformer with a window of N steps in each block. In a layer, the controller makes these vectors from the input and the
 *     reads of the step before, as of every memory.
 *
 * The state is the memory, whose rows have for each block the keys and then the values of all heads, `[rows, 2 H d]` without blocks and
 * `[rows, 2 H d n]` with n; and `written`, `[rows]`, 1 for each row that a step has written. Both begin with zeros. The interface vector
 * holds the queries of all heads, then their keys, then their values, `[3 H d]`; with blocks x, `[H d]`. The reads are `[H d]`. No weight
 * depends on the number of rows.
 *
 * @see Vaswani et al. 2017, sections 3.2 and 3.3; Press et al. 2022, section 3, for the positions; Xiong et al. 2020 for normalization
 *   before each part of a block
 */
export class AttentionAccess extends MemoryAccess<'memory' | 'written'> {
  static readonly className = 'AttentionAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord<'memory' | 'written'>;
  readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  private readonly args: ReturnType<typeof resolveAttentionAccessArgs>;

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: AttentionAccessArgs) {
    super();
    this.args = resolveAttentionAccessArgs(args);
    const {memory, readHeads, blocks} = this.args;
    const sizes = {'memory.rows': memory.rows, 'memory.width': memory.width};
    this.stateShapes = requireState(sizes, ({'memory.rows': rows, 'memory.width': width}) => ({
      memory: [rows, 2 * readHeads * width * this.attentions],
      written: [rows],
    }));
    this.readSize = readHeads * memory.width;
    this.interfaceSize = blocks === 0 ? 3 * this.readSize : this.readSize;
    this.weightSpecs = blockSpecs(blocks, this.readSize);
  }

  override initialState(batch: number, weights: TensorRecord) {
    requireInitialArgs(this, batch, weights);
    const {memory, written} = this.stateShapes;
    return {memory: tf.zeros([batch, ...memory]), written: tf.zeros([batch, ...written])};
  }

  /** @param weights may be omitted without blocks */
  override step(
    interfaceVector: tf.Tensor2D,
    state: TensorRecord<'memory' | 'written'>,
    weights: TensorRecord = {},
  ): Required<AccessStep<'memory' | 'written'>> {
    requireStepArgs(this, interfaceVector, state);
    requireWeightArgs(this, weights);
    const {readHeads, blocks, positions} = this.args;
    return tf.tidy(() => {
      const batch = interfaceVector.shape[0];
      const written = shiftIn(tf.ones<tf.Rank.R2>([batch, 1]), state.written as tf.Tensor2D);
      const bias = scoreBias(written, readHeads, positions);
      const memories = partsOf(state.memory as tf.Tensor3D, this.attentions, 2);
      const attentions: Attention[] = [];
      const attendTo = (projections: tf.Tensor2D) => {
        const attention = attend(projections, memories[attentions.length]!, bias);
        attentions.push(attention);
        return attention.reads;
      };
      const reads =
        blocks === 0 ? attendTo(interfaceVector) : this.runBlocks(interfaceVector, weights, attendTo);
      const [memory, ...others] = attentions.map((attention) => attention.memory) as [tf.Tensor3D];
      return {
        reads,
        state: {memory: others.length === 0 ? memory : tf.concat([memory, ...others], 2), written},
        heads: attentions.flatMap((attention, block) =>
          this.activityOf(attention, blocks > 1 ? `block ${block + 1}` : undefined),
        ),
        rowValues: {written},
      };
    });
  }

  override withRows(rows: number): AttentionAccess {
    return new AttentionAccess({...this.args, memory: {...this.args.memory, rows}});
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }

  /** How often a step attends. */
  private get attentions(): number {
    return Math.max(1, this.args.blocks);
  }

  private runBlocks(
    x: tf.Tensor2D,
    weights: TensorRecord,
    attendTo: (projections: tf.Tensor2D) => tf.Tensor2D,
  ): tf.Tensor2D {
    let stream = x;
    for (let block = 0; block < this.args.blocks; block++) {
      stream = transformerBlock(stream, block, weights, attendTo);
    }
    return finalNorm(stream, weights);
  }

  /** What an attention writes, and what each of its heads reads. */
  private activityOf(
    {queries, keys, values, weightings, reads}: Attention,
    name: string | undefined,
  ): HeadActivity[] {
    const {readHeads} = this.args;
    const [batch, , rows] = weightings.shape;
    const queriesOf = partsOf(queries, readHeads, 1);
    const readsOf = partsOf(reads, readHeads, 1);
    const readers = partsOf(weightings, readHeads, 1).map(
      (weighting, head): HeadActivity => ({
        kind: 'read',
        name,
        values: {
          query: queriesOf[head]!,
          weighting: tf.reshape(weighting, [batch, rows]),
          read: readsOf[head]!,
        },
      }),
    );
    return [{kind: 'write', name, values: {key: keys, value: values}}, ...readers];
  }
}
tf.serialization.registerClass(AttentionAccess);
