import {ArgumentError, requireChoice, requireInteger, requireKeys, requireNumber} from '@ntmjs/arguments';
import type {VectorActivation} from '@ntmjs/heads';
import type {HeadKind} from '../access.js';
import {type MemoryArgs, resolveMemoryArgs} from './memoryArgs.js';

export type FirstWeighting = 'oneHot' | 'uniform' | 'learned';

/** A Neural Turing Machine's memory and heads. */
export interface NtmAccessArgs {
  readonly memory: MemoryArgs;
  /** The heads in the order in which they act; each sees the memory as those before left it. Write, then read unless given. */
  readonly heads?: readonly HeadKind[] | undefined;
  /** R: a head moves by −R … +R rows a step; 1 unless said otherwise. */
  readonly shiftRange?: number | undefined;
  /** Where each head starts: `oneHot` at the first row (unless said otherwise), `uniform`, or `learned`. */
  readonly firstWeighting?: FirstWeighting | undefined;
  /** The activation of keys and of what is added: `linear` unless said otherwise, or `tanh`. */
  readonly vectorActivation?: VectorActivation | undefined;
  /** Bounds the gradient that flows back through weightings (`clipWeightingGradient`); not bounded unless given. */
  readonly weightingClip?: number | undefined;
}

export const ntmAccessOptions = [
  'memory',
  'heads',
  'shiftRange',
  'firstWeighting',
  'vectorActivation',
  'weightingClip',
] as const;

/** The arguments checked, and every default filled in. */
export function resolveNtmAccessArgs(args: NtmAccessArgs) {
  requireKeys('ntm', args, ntmAccessOptions);
  const memory = resolveMemoryArgs(args.memory);
  const heads = args.heads ?? ['write', 'read'];
  if (!Array.isArray(heads)) throw new ArgumentError('heads', 'a list of "read" and "write"', heads);
  for (const [index, kind] of heads.entries()) requireChoice(`heads[${index}]`, kind, ['read', 'write']);
  if (!heads.includes('read')) throw new ArgumentError('heads', 'a list with at least one "read"', heads);
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
    shiftRange,
    firstWeighting,
    vectorActivation,
    weightingClip,
  };
}
