import {closeSync, openSync, readSync} from 'node:fs';

/** A sequence: a row of inputs a step, and a row of targets at each step that is answered. */
export interface Sequence {
  /** `[steps, inputs]` */
  readonly inputs: readonly (readonly number[])[];
  /** `[steps, outputs]`; null where nothing is asked */
  readonly targets: readonly (readonly number[] | null)[];
}

/** Where a sequence lies in a file. */
export interface Place {
  /** The first line, from 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly steps: number;
}

/** A file of sequences, of which only their places are kept in memory. */
export interface SequenceFile {
  readonly inputChannels: readonly string[];
  readonly outputChannels: readonly string[];
  readonly places: readonly Place[];
  /** Reads the sequence at a place again. */
  sequenceAt(place: Place): Sequence;
}

/** Whether a value is what an input may be: a number that is finite in single precision, in which episodes have it. */
export const isInput = (value: unknown) => typeof value === 'number' && Number.isFinite(Math.fround(value));

/** What messages say of an input. */
export const INPUT = 'a finite number in single precision';

/** Whether a value is what a target may be. */
export const isBit = (value: unknown) => value === 0 || value === 1;

/** The text of a file from one place to another. */
export function textBetween(file: string, {start, end}: Pick<Place, 'start' | 'end'>): string {
  const bytes = Buffer.alloc(end - start);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, {position: start});
  } finally {
    closeSync(descriptor);
  }
  return bytes.toString('utf8');
}
