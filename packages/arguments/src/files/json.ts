import {ArgumentError} from '../argumentError.js';

/**
 * The value of a JSON text.
 *
 * @param file that it is from, for the error
 * @throws ArgumentError that names the file
 */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const start = text.length > 40 ? `${text.slice(0, 40)}...` : text;
    throw new ArgumentError(file, `valid JSON (${(error as Error).message})`, start);
  }
}

/** A part in which two JSON values differ: its path, and what it is in each. */
export interface Difference {
  readonly path: readonly string[];
  readonly one: unknown;
  readonly other: unknown;
}

/** The first part in which two JSON values differ, whatever the order of keys; undefined if they are equal. */
export function firstDifference(one: unknown, other: unknown): Difference | undefined {
  if (!isStructure(one) || !isStructure(other) || Array.isArray(one) !== Array.isArray(other)) {
    return Object.is(one, other) ? undefined : {path: [], one, other};
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const difference = firstDifference(one[key], other[key]);
    if (difference !== undefined) return {...difference, path: [key, ...difference.path]};
  }
  return undefined;
}

function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
