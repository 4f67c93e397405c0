import {
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';

/** What a memory holds before the first step. */
export interface MemoryArgs {
  /** N, the number of rows. */
  readonly rows: number;
  /** M, the width of a row. */
  readonly width: number;
  /** `constant` unless said otherwise; `random` is drawn once from `seed`; `learned` is a weight. */
  readonly contents?: 'constant' | 'random' | 'learned' | undefined;
  /** The value of constant contents; 1e-6 unless said otherwise. */
  readonly value?: number | undefined;
  /** Standard deviation of random contents, or of the first values of learned ones; 0.3 unless said otherwise. */
  readonly deviation?: number | undefined;
  /** Seed of random contents; 1 unless said otherwise. */
  readonly seed?: number | undefined;
}

/** A memory's arguments with every default filled in. */
export type ResolvedMemoryArgs = ReturnType<typeof resolveMemoryArgs>;

/**
 * A memory's arguments checked, and every default filled in.
 *
 * @throws ArgumentError if an argument is unknown or out of its range
 */
export function resolveMemoryArgs(memory: MemoryArgs) {
  requireKeys('memory', memory, ['rows', 'width', 'contents', 'value', 'deviation', 'seed']);
  return {
    rows: requirePositiveInteger('memory.rows', memory.rows),
    width: requirePositiveInteger('memory.width', memory.width),
    contents: requireChoice('memory.contents', memory.contents ?? 'constant', [
      'constant',
      'random',
      'learned',
    ]),
    value: requireNumber('memory.value', memory.value ?? 1e-6),
    deviation: requireNumber('memory.deviation', memory.deviation ?? 0.3, {above: 0}),
    seed: requireInteger('memory.seed', memory.seed ?? 1),
  };
}
