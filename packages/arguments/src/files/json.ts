import {ArgumentError} from '../argumentError.js';

/**
 * The value of a JSON text.
 *
 * @param file that it is from, for the error
 * @param content the text, or its bytes in UTF-8
 * @throws ArgumentError that names the file if it is not JSON, or has the key `__proto__`
 */
export function parseJson(file: string, content: string | Uint8Array | ArrayBuffer): unknown {
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  if (text.includes('"__proto__"')) {
    throw new ArgumentError(`${file}: __proto__`, 'omitted: checks of keys do not see it', text.slice(0, 40));
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (/^\s*<(!doctype|html)/i.test(text)) {
      throw new ArgumentError(
        file,
        'JSON, not an HTML page, which servers send for files that they lack',
        text.slice(0, 40),
      );
    }
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
