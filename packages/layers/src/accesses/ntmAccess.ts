import {learnedWeighting, oneHotWeighting, uniformWeighting} from '@ntmjs/addressing';
import {ArgumentError} from '@ntmjs/arguments';
import {type Head, layoutSize, readHead, splitInterface, writeHead} from '@ntmjs/heads';
import * as tf from '@tensorflow/tfjs-core';
import {
  type AccessStep,
  type HeadActivity,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
  type WeightSpec,
} from '../access.js';
import {contentsSpecs, firstContents, fitContents} from './firstContents.js';
import {type NtmAccessArgs, resolveNtmAccessArgs} from './ntmArgs.js';

/** The logit of a row that was not there when the weighting was learned: all but no attention. */
const UNKNOWN_ROW_LOGIT = -30;

/** The name of a head's weighting in the state: `weighting0` is that of the first head. */
function weightingName(index: number): string {
  return `weighting${index}`;
}

/** The name of the logits of a head's first weighting, where they are learned. */
function logitsName(index: number): string {
  return `weighting_logits_${index}`;
}

/**
 * The Neural Turing Machine's way to use a memory: heads that act one after the other, each addressing by content and
 * by location.
 *
 * Its state is the memory `[rows, width]` and each head's weighting `[rows]`; its reads are the read vectors of the
 * read heads in their order.
 *
 * @see Graves et al. 2014, section 3
 */
export class NtmAccess extends MemoryAccess {
  static readonly className = 'NtmAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord;
  readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  readonly heads: readonly Head[];
  private readonly args: ReturnType<typeof resolveNtmAccessArgs>;

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: NtmAccessArgs) {
    super();
    this.args = resolveNtmAccessArgs(args);
    const {memory, heads, shiftRange, vectorActivation, weightingClip, firstWeighting} = this.args;
    const {rows, width} = memory;
    const headArgs = {width, shiftRange, activation: vectorActivation, weightingClip};
    this.heads = heads.map(
      (kind): Head => (kind === 'read' ? readHead(headArgs) : writeHead(headArgs)) as Head,
    );
    this.interfaceSize = this.heads.reduce((sum, head) => sum + layoutSize(head.layout), 0);
    this.readSize = width * heads.filter((kind) => kind === 'read').length;
    this.stateShapes = {
      memory: [rows, width],
      ...Object.fromEntries(heads.map((_, index) => [weightingName(index), [rows]])),
    };
    this.weightSpecs = {
      ...contentsSpecs(memory),
      ...(firstWeighting === 'learned' &&
        Object.fromEntries(heads.map((_, index) => [logitsName(index), {shape: [rows], deviation: 1}]))),
    };
  }

  override initialState(batch: number, weights: TensorRecord): TensorRecord {
    return {
      memory: firstContents(batch, this.args.memory, weights),
      ...Object.fromEntries(
        this.heads.map((_, index) => [weightingName(index), this.firstWeighting(batch, weights, index)]),
      ),
    };
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep> {
    return tf.tidy(() => {
      const parts = splitInterface(
        interfaceVector,
        this.heads.map((head) => head.layout),
      );
      let memory = state.memory as tf.Tensor3D;
      const weightings: Record<string, tf.Tensor> = {};
      const reads: tf.Tensor2D[] = [];
      const heads: HeadActivity[] = [];
      for (const [index, head] of this.heads.entries()) {
        const name = weightingName(index);
        const step = head.step(parts[index]!, memory, state[name] as tf.Tensor2D);
        const {weighting, read, values} = step;
        memory = step.memory;
        weightings[name] = weighting;
        if (read !== undefined) reads.push(read);
        heads.push({kind: head.kind, values: {...values, weighting, ...(read && {read})}});
      }
      return {
        reads: reads.length === 1 ? reads[0]! : tf.concat(reads, 1),
        state: {memory, ...weightings},
        heads,
        rowValues: {},
      };
    });
  }

  override withRows(rows: number): NtmAccess {
    return new NtmAccess({...this.args, memory: {...this.args.memory, rows}});
  }

  /** Rows of learned contents repeat; rows beyond a learned weighting start without attention. */
  override fitWeight(name: string, weight: tf.Tensor): tf.Tensor {
    if (this.weightSpecs[name] === undefined) {
      throw new ArgumentError('name', `one of ${Object.keys(this.weightSpecs).join(', ')}`, name);
    }
    const {rows} = this.args.memory;
    if (name === 'memory_contents') return fitContents(weight as tf.Tensor2D, rows);
    const known = weight.shape[0] as number;
    return rows <= known
      ? tf.slice(weight as tf.Tensor1D, 0, rows)
      : tf.pad(weight as tf.Tensor1D, [[0, rows - known]], UNKNOWN_ROW_LOGIT);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const {weightingClip = null, heads, ...rest} = this.args;
    return {...rest, heads: [...heads], weightingClip};
  }

  private firstWeighting(batch: number, weights: TensorRecord, head: number): tf.Tensor2D {
    const {
      memory: {rows},
      firstWeighting,
    } = this.args;
    if (firstWeighting === 'learned')
      return learnedWeighting(batch, weights[logitsName(head)] as tf.Tensor1D);
    return firstWeighting === 'uniform' ? uniformWeighting(batch, rows) : oneHotWeighting(batch, rows);
  }
}
tf.serialization.registerClass(NtmAccess);
