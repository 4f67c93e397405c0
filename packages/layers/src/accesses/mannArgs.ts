import {
  ArgumentError,
  requireBoolean,
  requireChoice,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {VectorActivation} from '@ntmjs/heads';
import {type MemoryArgs, resolveMemoryArgs} from './memoryArgs.js';

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
export function resolveMannAccessArgs(args: MannAccessArgs) {
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
