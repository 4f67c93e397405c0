import {requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {splitInterface} from '@ntmjs/heads';
import * as tf from '@tensorflow/tfjs-core';
import {resolveSamAccessArgs, type SamAccessArgs, samAccessOptions} from './samInterface.js';

/** The memory and heads of a Sparse Differentiable Neural Computer. */
export interface SdncAccessArgs extends SamAccessArgs {
  /** R, the number of read heads, beside one write head; at most the number of rows and 256. Defaults to 1. */
  readonly readHeads?: number | undefined;
  /** L, the number of links that are kept of a row in each direction. Defaults to 8. */
  readonly links?: number | undefined;
}

export const sdncAccessOptions = [...samAccessOptions, 'links'] as const;

/** The arguments with defaults filled in. */
export type ResolvedSdncAccessArgs = ReturnType<typeof resolveSdncAccessArgs>;

/** Validates the arguments and fills in defaults. */
export function resolveSdncAccessArgs(args: SdncAccessArgs) {
  requireKeys('sdnc', args, sdncAccessOptions);
  const {links, readHeads, ...others} = args;
  return {
    ...resolveSamAccessArgs({...others, readHeads: readHeads ?? 1}),
    links: requirePositiveInteger('links', links ?? 8),
  };
}

/** The parts of the interface vector, head by head, the write head first. */
export function sdncLayouts({memory: {width}, readHeads}: ResolvedSdncAccessArgs) {
  const write = {add: width, writeGate: 1, interpolationGate: 1};
  const read = {key: width, keyStrength: 1, readModes: 3};
  return [write, ...Array.from({length: readHeads}, () => read)] as Record<string, number>[];
}

/** Splits the interface vector into the parameters of the heads, each brought into its range. */
export function sdncInterfaces(interfaceVector: tf.Tensor2D, args: ResolvedSdncAccessArgs) {
  const [write, ...reads] = splitInterface(interfaceVector, sdncLayouts(args));
  const activate = (vector: tf.Tensor2D): tf.Tensor2D =>
    args.vectorActivation === 'tanh' ? tf.tanh(vector) : vector;
  return {
    write: {
      addVector: activate(write!.add!),
      writeGate: tf.sigmoid(write!.writeGate!),
      interpolationGate: tf.sigmoid(write!.interpolationGate!),
    },
    reads: reads.map(({key, keyStrength, readModes}) => ({
      key: activate(key!),
      keyStrength: tf.add<tf.Tensor2D>(1, tf.softplus(keyStrength!)),
      readModes: tf.softmax(readModes!),
    })),
  };
}
