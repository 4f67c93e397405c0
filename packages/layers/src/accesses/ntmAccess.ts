import {learnedWeighting, oneHotWeighting, uniformWeighting} from '@ntmjs/addressing';
import {
  ArgumentError,
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import {
  type Head,
  layoutSize,
  readHead,
  splitInterface,
  type VectorActivation,
  writeHead,
} from '@ntmjs/heads';
import {read, type Write, writeTogether} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {
  type AccessStep,
  type HeadActivity,
  type HeadKind,
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
export interface NtmFirstBiases {
  /** Of β̂: with 3, β = softplus(β̂) starts near 3.05 rather than 0.69, so that content weightings are sharper. */
  readonly keyStrength?: number | undefined;
  /** Of ĝ: with 3, g = σ(ĝ) starts near 0.95 rather than 0.5, so that heads address by content first. */
  readonly interpolationGate?: number | undefined;
  /** Of the middle of ŝ, no shift: with 2 and R = 1, its weight starts near 0.79 rather than 0.33, so that heads stay first. */
  readonly shiftWeights?: number | undefined;
  /** Of γ̂: with 1, γ = 1 + softplus(γ̂) starts near 2.31 rather than 1.69. */
  readonly sharpening?: number | undefined;
  /** Of each element of ê: with −2, e = σ(ê) starts near 0.12 rather than 0.5, so that writes erase little first. */
  readonly eraseVector?: number | undefined;
}

const biasedParts = [
  'keyStrength',
  'interpolationGate',
  'shiftWeights',
  'sharpening',
  'eraseVector',
] as const satisfies readonly (keyof NtmFirstBiases)[];

export type FirstWeighting = 'oneHot' | 'uniform' | 'zeros' | 'learned';

/** How write heads that follow each other act: each on what the one before left, or all at once, as in the paper. */
export type WriteOrder = 'inTurn' | 'together';

/** The memory and heads of a Neural Turing Machine. */
export interface NtmAccessArgs {
  readonly memory: MemoryArgs;
  /** The heads in the order in which they act, at most 256; each sees the memory as its predecessors left it. Defaults to `['write', 'read']`. */
  readonly heads?: readonly HeadKind[] | undefined;
  /**
   * How write heads that follow each other act. `inTurn`: each addresses the memory as its predecessor left it, and writes to it. `together`:
   * all address the memory as it was before them, then all erase, then all add. Defaults to `inTurn`.
   */
  readonly writeOrder?: WriteOrder | undefined;
  /** R: a head moves by −R … +R rows a step. Defaults to 1. */
  readonly shiftRange?: number | undefined;
  /**
   * The initial weighting of each head: `oneHot` (the first row), `uniform`, `zeros` (no row; the first step normalizes what its content
   * addressing adds) or `learned`. Defaults to `oneHot`.
   */
  readonly firstWeighting?: FirstWeighting | undefined;
  /**
   * The initial biases of each head, by the part of its interface: what is added to it before its activation, at first. They are
   * learned from there on. Defaults to none, biases of 0.
   */
  readonly firstBiases?: NtmFirstBiases | undefined;
  /** The activation of keys and add vectors: `linear` or `tanh`. Defaults to `linear`. */
  readonly vectorActivation?: VectorActivation | undefined;
  /** Bounds the gradient that flows back through weightings (`clipWeightingGradient`). Defaults to no bound. */
  readonly weightingClip?: number | undefined;
}

export const ntmAccessOptions = [
  'memory',
  'heads',
  'writeOrder',
  'shiftRange',
  'firstWeighting',
  'firstBiases',
  'vectorActivation',
  'weightingClip',
] as const;

/** Validates the arguments and fills in defaults. */
function resolveNtmAccessArgs(args: NtmAccessArgs) {
  requireKeys('ntm', args, ntmAccessOptions);
  const memory = resolveMemoryArgs(args.memory);
  const heads = args.heads ?? ['write', 'read'];
  if (!Array.isArray(heads)) throw new ArgumentError('heads', 'a list of "read" and "write"', heads);
  for (const [index, kind] of heads.entries()) requireChoice(`heads[${index}]`, kind, ['read', 'write']);
  if (!heads.includes('read')) throw new ArgumentError('heads', 'a list with at least one "read"', heads);
  requireHeads('heads.length', heads.length);
  const writeOrder = requireChoice('writeOrder', args.writeOrder ?? 'inTurn', ['inTurn', 'together']);
  const shiftRange = requireInteger('shiftRange', args.shiftRange ?? 1, {min: 0});
  if (2 * shiftRange + 1 > memory.rows) {
    throw new ArgumentError(
      'shiftRange',
      `such that its ${2 * shiftRange + 1} shifts (−R … +R) fit the ${memory.rows} rows of the memory`,
      shiftRange,
    );
  }
  const firstWeighting = requireChoice('firstWeighting', args.firstWeighting ?? 'oneHot', [
    'oneHot',
    'uniform',
    'zeros',
    'learned',
  ]);
  const vectorActivation = requireChoice('vectorActivation', args.vectorActivation ?? 'linear', [
    'linear',
    'tanh',
  ]);
  const weightingClip = args.weightingClip ?? undefined;
  if (weightingClip !== undefined) requireNumber('weightingClip', weightingClip, {above: 0});
  return {
    memory,
    heads: heads as readonly HeadKind[],
    writeOrder,
    shiftRange,
    firstWeighting,
    vectorActivation,
    weightingClip,
    ...resolveFirstBiases(args.firstBiases, biasedParts),
  };
}

/** The logit of a row that did not exist when the weighting was learned: almost no attention. */
const UNKNOWN_ROW_LOGIT = -30;

/** The indices of heads that act at once: neighboring heads of a kind, but write heads that act in turn are each alone. */
function groupsOf(heads: readonly HeadKind[], writeOrder: WriteOrder): number[][] {
  const groups: number[][] = [];
  for (const [index, kind] of heads.entries()) {
    const joins = kind === heads[index - 1] && (kind === 'read' || writeOrder === 'together');
    if (joins) groups.at(-1)!.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** The name of a head's weighting in the state: `weighting0` for the first head. */
function weightingName(index: number): string {
  return `weighting${index}`;
}

/** The name of the learned logits of a head's initial weighting. */
function logitsName(index: number): string {
  return `weighting_logits_${index}`;
}

/**
 * The access of a Neural Turing Machine: heads that act one after the other, write heads also at once, each addressing by content and by
 * location.
 *
 * The state is the memory `[rows, width]` and each head's weighting `[rows]`; the reads are the read vectors of the read heads
 * in their order.
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
  /** The indices of the heads that act at once, in the order in which they do. */
  private readonly groups: readonly (readonly number[])[];
  override readonly interfaceBias: readonly number[] | undefined;
  private readonly args: ReturnType<typeof resolveNtmAccessArgs>;

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: NtmAccessArgs) {
    super();
    this.args = resolveNtmAccessArgs(args);
    const {memory, heads, writeOrder, shiftRange, vectorActivation, weightingClip, firstWeighting} =
      this.args;
    const {rows, width} = memory;
    const headArgs = {width, shiftRange, activation: vectorActivation, weightingClip};
    this.heads = heads.map(
      (kind): Head => (kind === 'read' ? readHead(headArgs) : writeHead(headArgs)) as Head,
    );
    this.groups = groupsOf(heads, writeOrder);
    const layouts = this.heads.map(({layout}) => layout);
    this.interfaceBias = interfaceBias(layouts, this.args.firstBiases);
    this.interfaceSize = layouts.reduce((sum, layout) => sum + layoutSize(layout), 0);
    this.readSize = width * heads.filter((kind) => kind === 'read').length;
    this.stateShapes = requireState(
      {'memory.rows': rows, 'memory.width': width},
      ({'memory.rows': rows, 'memory.width': width}) => ({
        memory: [rows, width],
        ...Object.fromEntries(heads.map((_, index) => [weightingName(index), [rows]])),
      }),
    );
    this.weightSpecs = {
      ...contentsSpecs(memory),
      ...(firstWeighting === 'learned' &&
        Object.fromEntries(heads.map((_, index) => [logitsName(index), {shape: [rows], deviation: 1}]))),
    };
  }

  override initialState(batch: number, weights: TensorRecord): TensorRecord {
    requireInitialArgs(this, batch, weights);
    return {
      memory: firstContents(batch, this.args.memory, weights),
      ...Object.fromEntries(
        this.heads.map((_, index) => [weightingName(index), this.firstWeighting(batch, weights, index)]),
      ),
    };
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord): Required<AccessStep> {
    requireStepArgs(this, interfaceVector, state);
    return tf.tidy(() => {
      const parts = splitInterface(
        interfaceVector,
        this.heads.map((head) => head.layout),
      );
      let memory = state.memory as tf.Tensor3D;
      const weightings: Record<string, tf.Tensor> = {};
      const reads: tf.Tensor2D[] = [];
      const heads: HeadActivity[] = [];
      for (const indices of this.groups) {
        const attentions = indices.map((index) => {
          const name = weightingName(index);
          const attention = this.heads[index]!.attend(parts[index]!, memory, state[name] as tf.Tensor2D);
          weightings[name] = attention.weighting;
          return attention;
        });
        if (this.heads[indices[0]!]!.kind === 'write') {
          const writes = attentions.map(
            ({weighting, values: {eraseVector, addVector}}) => ({weighting, eraseVector, addVector}) as Write,
          );
          memory = writeTogether(memory, writes);
          for (const {weighting, values} of attentions)
            heads.push({kind: 'write', values: {...values, weighting}});
        } else {
          for (const {weighting, values} of attentions) {
            const vector = read(memory, weighting);
            reads.push(vector);
            heads.push({kind: 'read', values: {...values, weighting, read: vector}});
          }
        }
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
    const {shiftRange} = this.args;
    const shifts = 2 * shiftRange + 1;
    if (requirePositiveInteger('memory.rows', rows) < shifts) {
      const reason = `its heads choose among ${shifts} shifts (−${shiftRange} … +${shiftRange})`;
      throw new ArgumentError('memory.rows', `at least ${shifts}: ${reason}`, rows);
    }
    return new NtmAccess({...this.args, memory: {...this.args.memory, rows}});
  }

  /** Repeats the rows of learned contents; new rows of a learned weighting start with almost no attention. */
  override fitWeight(name: string, weight: tf.Tensor): tf.Tensor {
    requireWeightName(this, name);
    const {rows} = this.args.memory;
    if (name === 'memory_contents') return fitContents(weight as tf.Tensor2D, rows);
    const known = weight.shape[0] as number;
    return rows <= known
      ? tf.slice(weight as tf.Tensor1D, 0, rows)
      : tf.pad(weight as tf.Tensor1D, [[0, rows - known]], UNKNOWN_ROW_LOGIT);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const {weightingClip = null, heads, writeOrder, ...rest} = this.args;
    return {...rest, heads: [...heads], ...(writeOrder !== 'inTurn' && {writeOrder}), weightingClip};
  }

  private firstWeighting(batch: number, weights: TensorRecord, head: number): tf.Tensor2D {
    const {
      memory: {rows},
      firstWeighting,
    } = this.args;
    if (firstWeighting === 'learned')
      return learnedWeighting(batch, weights[logitsName(head)] as tf.Tensor1D);
    if (firstWeighting === 'zeros') return tf.zeros([batch, rows]);
    return firstWeighting === 'uniform' ? uniformWeighting(batch, rows) : oneHotWeighting(batch, rows);
  }
}
tf.serialization.registerClass(NtmAccess);
