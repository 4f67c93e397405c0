import {
  ArgumentError,
  requireChoice,
  requireInteger,
  requireKeys,
  requireNumber,
  requirePositiveInteger,
} from '@ntmjs/arguments';
import type {Parts, VectorActivation} from '@ntmjs/heads';
import {requireHeads} from '../sizeLimits.js';
import {resolveFirstBiases} from './firstBiases.js';
import {type MemoryArgs, resolveMemoryArgs} from './firstContents.js';

/** The initial biases of each head: what is added to a part of its interface before the activation, at first. */
export interface SamFirstBiases {
  /** Of β̂: with 3, β = 1 + softplus(β̂) starts near 4.05 rather than 1.69. */
  readonly keyStrength?: number | undefined;
  /** Of α̂: with −2, the write gate σ(α̂) starts near 0.12 rather than 0.5. */
  readonly writeGate?: number | undefined;
  /** Of γ̂: with −2, σ(γ̂) starts near 0.12 rather than 0.5, so that writes go to the least recently accessed rows first. */
  readonly interpolationGate?: number | undefined;
}

const biasedParts = [
  'keyStrength',
  'writeGate',
  'interpolationGate',
] as const satisfies readonly (keyof SamFirstBiases)[];

/** The memory and heads of Sparse Access Memory. */
export interface SamAccessArgs {
  /** At most 2²⁴ rows: the state holds row numbers as floats. */
  readonly memory: MemoryArgs;
  /** The number of read heads, and of write heads; at most the number of rows and 256. Defaults to 4. */
  readonly readHeads?: number | undefined;
  /** K, the number of rows that a head reads in a step; at most the number of rows. Defaults to 4. */
  readonly rowsRead?: number | undefined;
  /** δ: a row counts as accessed in a step if its read and write weights sum to more. Defaults to 0.005. */
  readonly accessThreshold?: number | undefined;
  /** The activation of keys and add vectors: `linear` or `tanh`. Defaults to `linear`. */
  readonly vectorActivation?: VectorActivation | undefined;
  /**
   * The initial biases of each head, by the part of its interface: what is added to it before its activation, at first. They are
   * learned from there on. Defaults to none, biases of 0.
   */
  readonly firstBiases?: SamFirstBiases | undefined;
}

export const samAccessOptions = [
  'memory',
  'readHeads',
  'rowsRead',
  'accessThreshold',
  'vectorActivation',
  'firstBiases',
] as const;

/** The most rows whose numbers are exact in single precision. */
const MAX_ROWS = 2 ** 24;

/** Validates the arguments and fills in defaults. */
export function resolveSamAccessArgs(args: SamAccessArgs) {
  requireKeys('sam', args, samAccessOptions);
  const memory = resolveMemoryArgs(args.memory);
  requireInteger('memory.rows', memory.rows, {max: MAX_ROWS});
  const readHeads = requireHeads('readHeads', args.readHeads ?? 4);
  const rowsRead = requirePositiveInteger('rowsRead', args.rowsRead ?? 4);
  for (const [name, count] of Object.entries({readHeads, rowsRead})) {
    if (count <= memory.rows) continue;
    throw new ArgumentError(name, `at most ${memory.rows}, the rows of the memory`, count);
  }
  return {
    memory,
    readHeads,
    rowsRead,
    accessThreshold: requireNumber('accessThreshold', args.accessThreshold ?? 0.005, {min: 0}),
    vectorActivation: requireChoice('vectorActivation', args.vectorActivation ?? 'linear', [
      'linear',
      'tanh',
    ]),
    ...resolveFirstBiases(args.firstBiases, biasedParts),
  };
}

/** The part of the interface vector that belongs to a head. */
export type SamParts = Parts<{
  key: number;
  keyStrength: number;
  add: number;
  writeGate: number;
  interpolationGate: number;
}>;
