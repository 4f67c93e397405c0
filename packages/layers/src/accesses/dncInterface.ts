import {requireBoolean, requireKeys} from '@ntmjs/arguments';
import {layoutSize, splitInterface} from '@ntmjs/heads';
import * as tf from '@tensorflow/tfjs-core';
import {requireHeads} from '../sizeLimits.js';
import {interfaceBias, resolveFirstBiases} from './firstBiases.js';
import {type MemoryArgs, resolveMemoryArgs} from './firstContents.js';

/** The initial biases of the heads: what is added to a part of their interface before the activation, at first. */
export interface DncFirstBiases {
  /** Of β̂ of every head: with 3, β = 1 + softplus(β̂) starts near 4.05 rather than 1.69. */
  readonly keyStrength?: number | undefined;
  /** Of each element of ê of write heads: with −2, e = σ(ê) starts near 0.12 rather than 0.5. */
  readonly eraseVector?: number | undefined;
  /** Of ĝ^a of write heads: with 2, they start to allocate free rows with 0.88 rather than 0.5. */
  readonly allocationGate?: number | undefined;
  /** Of ĝ^w of write heads: with −2, they start to write with 0.12 rather than 0.5. */
  readonly writeGate?: number | undefined;
  /** Of f̂ of read heads: with −2, they start to free what they have read with 0.12 rather than 0.5. */
  readonly freeGate?: number | undefined;
}

const biasedParts = [
  'keyStrength',
  'eraseVector',
  'allocationGate',
  'writeGate',
  'freeGate',
] as const satisfies readonly (keyof DncFirstBiases)[];

/** The memory and heads of a Differentiable Neural Computer. */
export interface DncAccessArgs {
  readonly memory: MemoryArgs;
  /** R, the number of read heads, at most 256. Defaults to 1. */
  readonly readHeads?: number | undefined;
  /** The number of write heads, at most 256, each with its own links. Defaults to 1, as in the paper. */
  readonly writeHeads?: number | undefined;
  /** Whether each look-up by content has a mask over the elements of a row. Defaults to false. */
  readonly contentMask?: boolean | undefined;
  /** Whether freed rows are erased, as much as they are freed. Defaults to false. */
  readonly eraseFreed?: boolean | undefined;
  /** Whether read heads sharpen backward and forward weightings. Defaults to false. */
  readonly sharpLinks?: boolean | undefined;
  /**
   * The initial biases of the heads, by the part of their interface: what is added to it before its activation, at first. They are
   * learned from there on. Defaults to none, biases of 0.
   */
  readonly firstBiases?: DncFirstBiases | undefined;
}

export const dncAccessOptions = [
  'memory',
  'readHeads',
  'writeHeads',
  'contentMask',
  'eraseFreed',
  'sharpLinks',
  'firstBiases',
] as const;

/** The arguments with defaults filled in. */
export type ResolvedDncAccessArgs = ReturnType<typeof resolveDncAccessArgs>;

/**
 * Validates the arguments and fills in defaults.
 *
 * @throws ArgumentError if an argument is unknown or out of its range
 */
export function resolveDncAccessArgs(args: DncAccessArgs) {
  requireKeys('dnc', args, dncAccessOptions);
  return {
    memory: resolveMemoryArgs(args.memory),
    readHeads: requireHeads('readHeads', args.readHeads ?? 1),
    writeHeads: requireHeads('writeHeads', args.writeHeads ?? 1),
    contentMask: requireBoolean('contentMask', args.contentMask ?? false),
    eraseFreed: requireBoolean('eraseFreed', args.eraseFreed ?? false),
    sharpLinks: requireBoolean('sharpLinks', args.sharpLinks ?? false),
    ...resolveFirstBiases(args.firstBiases, biasedParts),
  };
}

/** A look-up by content. */
export interface Lookup {
  /** k, `[batch, width]` */
  readonly key: tf.Tensor2D;
  /** β ≥ 1, `[batch, 1]` */
  readonly keyStrength: tf.Tensor2D;
  /** m in (0, 1), `[batch, width]`; with `contentMask` */
  readonly mask?: tf.Tensor2D;
}

/** The parameters of a write head in one step. */
export interface WriteInterface extends Lookup {
  /** e in (0, 1), `[batch, width]` */
  readonly eraseVector: tf.Tensor2D;
  /** v, `[batch, width]` */
  readonly writeVector: tf.Tensor2D;
  /** g^a in (0, 1), `[batch, 1]` */
  readonly allocationGate: tf.Tensor2D;
  /** g^w in (0, 1), `[batch, 1]` */
  readonly writeGate: tf.Tensor2D;
}

/** The parameters of a read head in one step. */
export interface ReadInterface extends Lookup {
  /** f in (0, 1), `[batch, 1]` */
  readonly freeGate: tf.Tensor2D;
  /** π, `[batch, 2 W + 1]`, a distribution: backward for each of W write heads, forward for each, content */
  readonly readModes: tf.Tensor2D;
  /** s ≥ 1, `[batch, 1]` for each write head; with `sharpLinks` */
  readonly backwardSharpness: readonly tf.Tensor2D[] | undefined;
  /** s ≥ 1, `[batch, 1]` for each write head; with `sharpLinks` */
  readonly forwardSharpness: readonly tf.Tensor2D[] | undefined;
}

/**
 * The interface vector of a Differentiable Neural Computer, head by head, write heads first.
 *
 * | of each write head | size | range |
 * |---|---|---|
 * | key k^w | width | any |
 * | key strength β^w | 1 | 1 + softplus |
 * | mask m^w, with `contentMask` | width | σ |
 * | erase vector e | width | σ |
 * | write vector v | width | any |
 * | allocation gate g^a | 1 | σ |
 * | write gate g^w | 1 | σ |
 *
 * | of each read head | size | range |
 * |---|---|---|
 * | key k^r | width | any |
 * | key strength β^r | 1 | 1 + softplus |
 * | mask m^r, with `contentMask` | width | σ |
 * | free gate f | 1 | σ |
 * | read modes π: backward for each write head, forward for each, content | 2 × write heads + 1 | softmax |
 * | backward sharpness, with `sharpLinks` | write heads | 1 + softplus |
 * | forward sharpness, with `sharpLinks` | write heads | 1 + softplus |
 *
 * @see Graves et al. 2016, Methods, 'Interface parameters': the same parts, ordered by kind there
 */
function dncLayouts({memory, readHeads, writeHeads, contentMask, sharpLinks}: ResolvedDncAccessArgs) {
  const {width} = memory;
  const lookup = {key: width, keyStrength: 1, ...(contentMask && {mask: width})};
  const write = {...lookup, eraseVector: width, writeVector: width, allocationGate: 1, writeGate: 1};
  const read = {
    ...lookup,
    freeGate: 1,
    readModes: 2 * writeHeads + 1,
    ...(sharpLinks && {backwardSharpness: writeHeads, forwardSharpness: writeHeads}),
  };
  return {
    writes: Array.from({length: writeHeads}, () => write as Record<string, number>),
    reads: Array.from({length: readHeads}, () => read as Record<string, number>),
  };
}

/** The width of the interface vector. */
export function dncInterfaceSize(args: ResolvedDncAccessArgs): number {
  const {writes, reads} = dncLayouts(args);
  return [...writes, ...reads].reduce((sum, layout) => sum + layoutSize(layout), 0);
}

/** The initial bias of the interface vector, `[interfaceSize]`; undefined without initial biases. */
export function dncInterfaceBias(args: ResolvedDncAccessArgs): readonly number[] | undefined {
  const {writes, reads} = dncLayouts(args);
  return interfaceBias([...writes, ...reads], args.firstBiases);
}

/**
 * Splits the interface vector into the parameters of the heads, each brought into its range.
 *
 * @param interfaceVector `[batch, interface size]`
 * @throws ArgumentError if the interface vector has the wrong width
 */
export function dncInterfaces(
  interfaceVector: tf.Tensor2D,
  args: ResolvedDncAccessArgs,
): {writes: WriteInterface[]; reads: ReadInterface[]} {
  const {writes, reads} = dncLayouts(args);
  const parts = splitInterface(interfaceVector, [...writes, ...reads]);
  return {
    writes: parts.slice(0, writes.length).map((part) => ({
      ...activateLookup(part),
      eraseVector: tf.sigmoid(part.eraseVector!),
      writeVector: part.writeVector!,
      allocationGate: tf.sigmoid(part.allocationGate!),
      writeGate: tf.sigmoid(part.writeGate!),
    })),
    reads: parts.slice(writes.length).map((part) => ({
      ...activateLookup(part),
      freeGate: tf.sigmoid(part.freeGate!),
      readModes: tf.softmax(part.readModes!),
      backwardSharpness: activateSharpness(part.backwardSharpness),
      forwardSharpness: activateSharpness(part.forwardSharpness),
    })),
  };
}

type Part = Readonly<Record<string, tf.Tensor2D>>;

function activateLookup({key, keyStrength, mask}: Part): Lookup {
  return {key: key!, keyStrength: onePlus(keyStrength!), ...(mask && {mask: tf.sigmoid(mask)})};
}

function activateSharpness(sharpness: tf.Tensor2D | undefined): tf.Tensor2D[] | undefined {
  if (sharpness === undefined) return undefined;
  const [batch, writeHeads] = sharpness.shape;
  const powers = onePlus(sharpness);
  return Array.from({length: writeHeads}, (_, head) => tf.slice(powers, [0, head], [batch, 1]));
}

/** 1 + softplus(x), the paper's oneplus. */
function onePlus(values: tf.Tensor2D): tf.Tensor2D {
  return tf.add(tf.softplus(values), 1);
}
