import {requireBoolean, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {type MemoryArgs, resolveMemoryArgs} from './memoryArgs.js';

/** A Differentiable Neural Computer's memory and heads. */
export interface DncAccessArgs {
  readonly memory: MemoryArgs;
  /** R, the number of read heads; 1 unless said otherwise. */
  readonly readHeads?: number | undefined;
  /** The number of write heads; 1 unless said otherwise, as in the paper. Each has links of its own. */
  readonly writeHeads?: number | undefined;
  /** Whether each look-up by content has a mask, which says what of a row counts; false unless said otherwise. */
  readonly contentMask?: boolean | undefined;
  /** Whether rows are erased as far as they are freed; false unless said otherwise. */
  readonly eraseFreed?: boolean | undefined;
  /** Whether read heads sharpen what they follow backward and forward; false unless said otherwise. */
  readonly sharpLinks?: boolean | undefined;
}

export const dncAccessOptions = [
  'memory',
  'readHeads',
  'writeHeads',
  'contentMask',
  'eraseFreed',
  'sharpLinks',
] as const;

/** Its arguments with every default filled in. */
export type ResolvedDncAccessArgs = ReturnType<typeof resolveDncAccessArgs>;

/**
 * The arguments checked, and every default filled in.
 *
 * @throws ArgumentError if an argument is unknown or out of its range
 */
export function resolveDncAccessArgs(args: DncAccessArgs) {
  requireKeys('dnc', args, dncAccessOptions);
  return {
    memory: resolveMemoryArgs(args.memory),
    readHeads: requirePositiveInteger('readHeads', args.readHeads ?? 1),
    writeHeads: requirePositiveInteger('writeHeads', args.writeHeads ?? 1),
    contentMask: requireBoolean('contentMask', args.contentMask ?? false),
    eraseFreed: requireBoolean('eraseFreed', args.eraseFreed ?? false),
    sharpLinks: requireBoolean('sharpLinks', args.sharpLinks ?? false),
  };
}
