import {readFile} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import * as v from 'valibot';

/**
 * Reads a file that must exist.
 *
 * @throws ArgumentError that names the file if it cannot be read
 */
export async function readPart(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    throw new ArgumentError(path, 'a file that can be read', code === 'ENOENT' ? 'nothing there' : message);
  }
}

/**
 * Reads a JSON file and checks it against a schema.
 *
 * @throws ArgumentError that names the file and the field, what it must be and what it is
 */
export async function readJson<S extends v.GenericSchema>(
  path: string,
  schema: S,
): Promise<v.InferOutput<S>> {
  return requireSchema(schema, parseJson(path, (await readPart(path)).toString('utf8')), path);
}

/**
 * The value of a JSON text.
 *
 * @param path of the file that it is from, for the error
 * @throws ArgumentError that names the file
 */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const start = text.length > 40 ? `${text.slice(0, 40)}...` : text;
    throw new ArgumentError(path, `valid JSON (${(error as Error).message})`, start);
  }
}

/**
 * Returns a value if it conforms to a schema; keys that the schema ignores are dropped.
 *
 * @param path of its file, if any, for the error
 * @throws ArgumentError that names the field, what it must be and what it is
 */
export function requireSchema<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  path?: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, {message: expectation});
  if (result.success) return result.output;
  const [issue] = result.issues;
  const names = [path, v.getDotPath(issue)].filter((name) => name !== undefined && name !== null);
  // An unknown field's issue has its name as input.
  const actual = issue.path === undefined ? issue.input : issue.path.at(-1)?.value;
  throw new ArgumentError(names.join(': '), issue.message, actual);
}

/** What a value must be, as it follows "must be", where the schema has no message of its own. */
function expectation({type, expected}: v.BaseIssue<unknown>): string {
  if (expected === 'Object') return 'an object';
  if (expected === 'Array') return 'a list';
  if (type.endsWith('object')) return expected === 'never' ? 'omitted' : 'given';
  return (expected ?? 'valid').replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ');
}
