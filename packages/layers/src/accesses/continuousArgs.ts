import {requireKeys, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';

/** A neural stack's, queue's or deque's memory: empty before the first step. */
export interface ContinuousAccessArgs {
  readonly memory: {
    /** How many rows there are: the oldest falls off. An even number for a deque. */
    readonly rows: number;
    /** The width of a row. */
    readonly width: number;
  };
  /** What is added to d̂: with 2, pushes begin with a strength of about 0.9; 0, and so 0.5, unless said otherwise. */
  readonly pushBias?: number | undefined;
}

export const continuousAccessOptions = ['memory', 'pushBias'] as const;

/**
 * The arguments checked.
 *
 * @param name what they are of, for messages
 */
export function resolveContinuousAccessArgs(name: string, args: ContinuousAccessArgs) {
  const {memory, pushBias} = requireKeys(name, args, continuousAccessOptions);
  requireKeys('memory', memory, ['rows', 'width']);
  return {
    memory: {
      rows: requirePositiveInteger('memory.rows', memory.rows),
      width: requirePositiveInteger('memory.width', memory.width),
    },
    ...(pushBias !== undefined && {pushBias: requireNumber('pushBias', pushBias)}),
  };
}
