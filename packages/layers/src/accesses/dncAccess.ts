import {
  allocationWeighting,
  backwardWeighting,
  contentWeighting,
  forwardWeighting,
  maskedContentWeighting,
  mixWeightings,
  retention,
  sharpenLinked,
  updateLink,
  updatePrecedence,
  updateUsage,
  usageAfterAllocation,
  writeWeighting,
} from '@ntmjs/addressing';
import {add, erase, read} from '@ntmjs/memory';
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
import {
  type DncAccessArgs,
  dncInterfaceBias,
  dncInterfaceSize,
  dncInterfaces,
  type Lookup,
  type ReadInterface,
  type ResolvedDncAccessArgs,
  resolveDncAccessArgs,
  type WriteInterface,
} from './dncInterface.js';
import {contentsSpecs, firstContents, fitContents} from './firstContents.js';

/**
 * The access of a Differentiable Neural Computer: write heads allocate free rows or find rows by content; read heads find rows by
 * content or follow the order in which they were written.
 *
 *     ψ = Π_h (1 − f_h w^r_{h,t−1})                           what is kept of what was read
 *     u_t = (u_{t−1} + w − u_{t−1} w) ψ                       usage; w = 1 − Π_h (1 − w^w_{h,t−1})
 *     w^w_h = g^w_h (g^a_h a_h + (1 − g^a_h) c^w_h)           writes: a_h of u_t, c^w_h of M_{t−1}
 *     M_t = M_{t−1} ∘ Π_h (1 − w^w_h e_hᵀ) + Σ_h w^w_h v_hᵀ
 *     L_{h,t}, p_{h,t}                                        links of each write head
 *     w^r = Σ_h (π^b_h L_hᵀ w^r_{t−1} + π^f_h L_h w^r_{t−1}) + π^c c^r    reads: c^r of M_t
 *     r = M_tᵀ w^r
 *
 * The paper has one write head; several allocate one after the other, as in the authors' implementation. With `eraseFreed`
 * M_{t−1} is multiplied row by row by ψ before it is written; with `contentMask` and `sharpLinks` see
 * `maskedContentWeighting` and `sharpenLinked`.
 *
 * | state | shape | before the first step |
 * |---|---|---|
 * | `memory` | `[rows, width]` | its contents; 1e-6 by default, where the paper has 0 |
 * | `usage` | `[rows]` | 0 |
 * | `writeWeighting0`, … of each write head | `[rows]` | 0 |
 * | `precedence0`, … of each write head | `[rows]` | 0 |
 * | `link0`, … of each write head | `[rows, rows]` | 0 |
 * | `readWeighting0`, … of each read head | `[rows]` | 0 |
 *
 * @see Graves et al. 2016, Methods; Csordás & Schmidhuber 2019 for the three options
 */
export class DncAccess extends MemoryAccess {
  static readonly className = 'DncAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: ShapeRecord;
  readonly weightSpecs: Readonly<Record<string, WeightSpec>>;
  override readonly interfaceBias: readonly number[] | undefined;
  private readonly args: ResolvedDncAccessArgs;

  /** @throws ArgumentError if an argument is unknown or out of its range */
  constructor(args: DncAccessArgs) {
    super();
    this.args = resolveDncAccessArgs(args);
    const {memory, readHeads, writeHeads} = this.args;
    const {rows, width} = memory;
    this.interfaceSize = dncInterfaceSize(this.args);
    this.interfaceBias = dncInterfaceBias(this.args);
    this.readSize = width * readHeads;
    const sizes = {'memory.rows': rows, 'memory.width': width, writeHeads, readHeads};
    this.stateShapes = requireState(
      sizes,
      ({'memory.rows': rows, 'memory.width': width, writeHeads, readHeads}) => ({
        memory: [rows, width],
        usage: [rows],
        ...numbered('writeWeighting', writeHeads, () => [rows]),
        ...numbered('precedence', writeHeads, () => [rows]),
        ...numbered('link', writeHeads, () => [rows, rows]),
        ...numbered('readWeighting', readHeads, () => [rows]),
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
    const {readHeads, writeHeads} = this.args;
    const inState = <T extends tf.Tensor>(name: string, heads: number) =>
      Array.from({length: heads}, (_, head) => state[`${name}${head}`] as T);
    return tf.tidy(() => {
      const {writes, reads} = dncInterfaces(interfaceVector, this.args);
      const previousReads = inState<tf.Tensor2D>('readWeighting', readHeads);
      const previousPrecedences = inState<tf.Tensor2D>('precedence', writeHeads);
      const kept = retention(
        previousReads,
        reads.map(({freeGate}) => freeGate),
      );
      const previousWrites = inState<tf.Tensor2D>('writeWeighting', writeHeads);
      const usage = updateUsage(state.usage as tf.Tensor2D, previousWrites, kept);
      const previousMemory = state.memory as tf.Tensor3D;
      const attended = writeWeightings(writes, previousMemory, usage);
      const wrote = attended.map(({weighting}) => weighting);
      const memory = write(this.args.eraseFreed ? keep(previousMemory, kept) : previousMemory, wrote, writes);
      const links = inState<tf.Tensor3D>('link', writeHeads).map((link, head) =>
        updateLink(link, wrote[head]!, previousPrecedences[head]!),
      );
      const precedences = previousPrecedences.map((precedence, head) =>
        updatePrecedence(precedence, wrote[head]!),
      );
      const found = reads.map((head, index) => readWeightings(head, memory, links, previousReads[index]!));
      const vectors = found.map(({weighting}) => read(memory, weighting));
      return {
        reads: vectors.length === 1 ? vectors[0]! : tf.concat(vectors, 1),
        state: {
          memory,
          usage,
          ...numbered('writeWeighting', writeHeads, (head) => wrote[head]!),
          ...numbered('precedence', writeHeads, (head) => precedences[head]!),
          ...numbered('link', writeHeads, (head) => links[head]!),
          ...numbered('readWeighting', readHeads, (head) => found[head]!.weighting),
        },
        heads: [
          ...writes.map(
            (values, head): HeadActivity => ({
              kind: 'write',
              values: {...values, ...attended[head]!},
            }),
          ),
          ...reads.map(
            ({backwardSharpness, forwardSharpness, ...values}, head): HeadActivity => ({
              kind: 'read',
              values: {
                ...values,
                ...eachLink('backwardSharpness', backwardSharpness),
                ...eachLink('forwardSharpness', forwardSharpness),
                ...found[head]!,
                read: vectors[head]!,
              },
            }),
          ),
        ],
        rowValues: {usage},
      };
    });
  }

  override withRows(rows: number): DncAccess {
    return new DncAccess({...this.args, memory: {...this.args.memory, rows}});
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
tf.serialization.registerClass(DncAccess);

/** A record with an entry per head, by its number: `link0`, `link1`, … */
function numbered<T>(name: string, heads: number, of: (head: number) => T): Record<string, T> {
  return Object.fromEntries(Array.from({length: heads}, (_, head) => [`${name}${head}`, of(head)]));
}

/** A read head's tensors for the links of each write head, if any. */
function eachLink(name: string, tensors: readonly tf.Tensor2D[] = []): Record<string, tf.Tensor2D> {
  return numbered(name, tensors.length, (head) => tensors[head]!);
}

function lookUp(memory: tf.Tensor3D, {key, keyStrength, mask}: Lookup): tf.Tensor2D {
  return mask === undefined
    ? contentWeighting(memory, key, keyStrength)
    : maskedContentWeighting(memory, key, keyStrength, mask);
}

/** The write weighting of each head and its components. Heads allocate free rows one after the other. */
function writeWeightings(heads: readonly WriteInterface[], memory: tf.Tensor3D, usage: tf.Tensor2D) {
  let used = usage;
  return heads.map((head, index) => {
    const {allocationGate, writeGate} = head;
    const allocation = allocationWeighting(used);
    if (index < heads.length - 1) used = usageAfterAllocation(used, allocation, allocationGate, writeGate);
    const content = lookUp(memory, head);
    const weighting = writeWeighting(content, allocation, allocationGate, writeGate);
    return {contentWeighting: content, allocationWeighting: allocation, weighting};
  });
}

/** ψ(i) M(i) for every row i, `[batch, rows, width]`. */
function keep(memory: tf.Tensor3D, retention: tf.Tensor2D): tf.Tensor3D {
  return tf.mul(memory, tf.reshape(retention, [...retention.shape, 1]));
}

/** All heads erase, then all add. */
function write(
  memory: tf.Tensor3D,
  weightings: readonly tf.Tensor2D[],
  heads: readonly WriteInterface[],
): tf.Tensor3D {
  const erased = heads.reduce((M, {eraseVector}, head) => erase(M, weightings[head]!, eraseVector), memory);
  return heads.reduce((M, {writeVector}, head) => add(M, weightings[head]!, writeVector), erased);
}

/** The read weighting of a head and its components: backward and forward along the links of each write head, and by content. */
function readWeightings(
  head: ReadInterface,
  memory: tf.Tensor3D,
  links: readonly tf.Tensor3D[],
  previous: tf.Tensor2D,
) {
  const {readModes, backwardSharpness, forwardSharpness} = head;
  const sharpened = (weighting: tf.Tensor2D, sharpness: tf.Tensor2D | undefined) =>
    sharpness === undefined ? weighting : sharpenLinked(weighting, sharpness);
  const backward = links.map((link, index) =>
    sharpened(backwardWeighting(link, previous), backwardSharpness?.[index]),
  );
  const forward = links.map((link, index) =>
    sharpened(forwardWeighting(link, previous), forwardSharpness?.[index]),
  );
  const content = lookUp(memory, head);
  return {
    ...eachLink('backwardWeighting', backward),
    ...eachLink('forwardWeighting', forward),
    contentWeighting: content,
    weighting: mixWeightings([...backward, ...forward, content], readModes),
  };
}
