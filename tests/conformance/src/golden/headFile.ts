import type {GoldenArray} from '@ntmjs/test-support/goldenArray';
import shift1 from './fixtures/addressing-shift1.json' with {type: 'json'};
import shift2 from './fixtures/addressing-shift2.json' with {type: 'json'};

export const headInputs = [
  'memory',
  'previous',
  'key',
  'strength',
  'gate',
  'shift',
  'sharpening',
  'erase',
  'add',
] as const;

export type HeadInput = (typeof headInputs)[number];

type Arrays<Name extends string> = Readonly<Record<Name, GoldenArray>>;

/** One head that reads and writes under the same weighting; see the README beside the files. */
export interface HeadFile {
  readonly config: {readonly batch: number; readonly width: number; readonly shiftRange: number};
  readonly inputs: Arrays<HeadInput>;
  readonly expected: Arrays<'content' | 'interpolated' | 'shifted' | 'weighting' | 'read' | 'written'>;
  readonly cotangents: Arrays<'w' | 'read' | 'written'>;
  readonly gradients: Arrays<HeadInput>;
}

export const headFiles: Readonly<Record<string, HeadFile>> = {
  'addressing-shift1': shift1,
  'addressing-shift2': shift2,
};

/** The tolerances of a single step. */
export const HEAD_VALUE = {absolute: 1e-6, relative: 1e-5};
export const HEAD_GRADIENT = {absolute: 1e-6, relative: 1e-4};
