import {ArgumentError, describeUnknownKey} from '@ntmjs/arguments';
import * as v from 'valibot';

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
  // A misspelled field is a missing one and an unknown one; the latter says which is meant.
  const issue = result.issues.find(({message}) => message.includes('did you mean')) ?? result.issues[0];
  const names = [path, v.getDotPath(issue)].filter((name) => name !== undefined && name !== null);
  // An unknown field's issue has its name as input.
  const actual = issue.path === undefined ? issue.input : issue.path.at(-1)?.value;
  throw new ArgumentError(names.join(': '), issue.message, actual);
}

/** What a value must be, as it follows "must be", where the schema has no message of its own. */
function expectation({type, expected}: v.BaseIssue<unknown>): string {
  if (expected === 'Object') return 'an object';
  if (expected === 'Array') return 'a list';
  if (type.endsWith('object')) return 'given';
  return (expected ?? 'valid').replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ');
}

function isUnknownField({expected}: v.BaseIssue<unknown>): boolean {
  return expected === 'never';
}

/** The schema of an object with these fields and no others; the error of another field names the nearest of them. */
export function fields<const Entries extends v.ObjectEntries>(entries: Entries) {
  const names = Object.keys(entries);
  return v.strictObject(entries, (issue) =>
    isUnknownField(issue) ? describeUnknownKey(String(issue.input), names) : expectation(issue),
  );
}
