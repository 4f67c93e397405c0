import {ArgumentError} from './argumentError.js';
import {requireBoolean, requireChoice, requireText} from './choices.js';
import {requireNumber} from './numbers.js';
import {requireKeys, requireObject} from './objects.js';
import {type OptionDeclarations, requireOption} from './options.js';

const BOUNDS = ['above', 'below', 'min', 'max'] as const;

/** The fields of every declaration. */
const commonFields = ['type', 'description', 'symbol', 'default', 'optional'];

/** The fields of a declaration, beside those of all, by its type. */
const ownFields = {
  integer: BOUNDS,
  number: BOUNDS,
  boolean: [],
  text: [],
  choice: ['choices'],
  list: ['choices'],
} as const;

const types = ['integer', 'number', 'boolean', 'text', 'choice', 'list'] as const;

/**
 * Returns `value` if it declares options: every type is known, every description a text, and every default a value that its
 * option may have; throws an `ArgumentError` otherwise.
 *
 * @param argument the declarations, for the message: `task.options`
 */
export function requireDeclarations<Options extends OptionDeclarations>(
  argument: string,
  value: Options,
): Options {
  requireObject(argument, value, 'an object with a declaration for each option');
  for (const [name, declaration] of Object.entries(value)) {
    requireDeclaration(`${argument}.${name}`, declaration);
  }
  return value;
}

function requireDeclaration(argument: string, declaration: OptionDeclarations[string]): void {
  requireObject(argument, declaration, 'a declaration {type, description, default?, …}');
  const {type} = declaration;
  if (type === undefined) requireKeys(argument, declaration, [...commonFields, ...BOUNDS, 'choices']);
  requireChoice(`${argument}.type`, type, types);
  requireKeys(argument, declaration, [...commonFields, ...ownFields[type]]);
  requireText(`${argument}.description`, declaration.description);
  if (declaration.symbol !== undefined) requireText(`${argument}.symbol`, declaration.symbol);
  if (declaration.optional !== undefined) requireBoolean(`${argument}.optional`, declaration.optional);
  for (const bound of BOUNDS) {
    const value: unknown = Reflect.get(declaration, bound);
    if (value !== undefined) requireNumber(`${argument}.${bound}`, value);
  }
  if (declaration.type === 'choice' || declaration.type === 'list') {
    const {choices} = declaration;
    if (
      !Array.isArray(choices) ||
      choices.length === 0 ||
      !choices.every((choice) => typeof choice === 'string')
    ) {
      throw new ArgumentError(`${argument}.choices`, 'a list of at least one string', choices);
    }
  }
  if (declaration.default !== undefined) {
    requireOption(`${argument}.default`, declaration.default, declaration);
  }
}
