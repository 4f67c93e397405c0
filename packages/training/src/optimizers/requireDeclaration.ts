import {
  ArgumentError,
  type OptionDeclarations,
  requireChoice,
  requireDeclarations,
  requireFunction,
  requireKeys,
  requireNumber,
  requireObject,
  requireText,
  resolveOptions,
} from '@ntmjs/arguments';
import type {OptimizerDeclaration} from './declaration.js';
import {tfjsSlots} from './state.js';

const NAME = /^[A-Za-z][\w-]*$/;

/** The values that every update rule reads. */
const VALUES = ['weight', 'gradient', 'learningRate'];

const keys = ['name', 'title', 'source', 'arguments', 'slots', 'tfjsClassName', 'scalars', 'update'];

/** Arguments that a declaration must not list, and why. */
const reserved = {
  learningRate: 'every optimizer has it',
  type: 'it names the optimizer in a configuration',
};

/**
 * Checks the whole declaration of an optimizer.
 *
 * @throws ArgumentError that names the field, what it must be and what it was
 */
export function requireDeclaration(value: OptimizerDeclaration): void {
  requireObject('declaration', value, `an object with the fields ${keys.join(', ')}`);
  const given: Readonly<Record<string, unknown>> = {...requireKeys('declaration', value, keys)};
  if (typeof given.name !== 'string' || !NAME.test(given.name))
    throw new ArgumentError('name', 'letters, digits, "_" and "-" that begin with a letter', given.name);
  requireText('title', given.title);
  const source = requireObject('source', given.source, 'an object {reference, section, url}');
  requireKeys('source', source, ['reference', 'section', 'url']);
  for (const field of ['reference', 'section', 'url'])
    requireString(`source.${field}`, Reflect.get(source, field));
  const declared = requireDeclarations('arguments', given.arguments as OptionDeclarations);
  for (const [name, reason] of Object.entries(reserved))
    if (Object.hasOwn(declared, name))
      throw new ArgumentError(`arguments.${name}`, `omitted (${reason})`, declared[name]);
  requireSlots(given.slots);
  if (given.tfjsClassName !== undefined)
    requireChoice('tfjsClassName', given.tfjsClassName, [...tfjsSlots.keys()]);
  if (given.scalars !== undefined) requireFunction('scalars', given.scalars);
  requireFunction('update', given.update);
  const areOptional = Object.values(declared).every((each) => each.default !== undefined || each.optional);
  if (areOptional) requireScalars(value, resolveOptions('arguments', {}, declared));
}

/**
 * Checks the scalars of the first step.
 *
 * @throws ArgumentError unless they are numbers whose names are those of no other value of the rule
 */
export function requireScalars(
  {scalars, slots}: Pick<OptimizerDeclaration, 'scalars' | 'slots'>,
  args: Parameters<NonNullable<OptimizerDeclaration['scalars']>>[0],
): void {
  if (scalars === undefined) return;
  const numbers = requireObject('scalars()', scalars(args, 1), 'an object of numbers');
  const names = [...VALUES, ...slots];
  for (const [name, value] of Object.entries(numbers)) {
    if (names.includes(name))
      throw new ArgumentError('scalars()', `numbers with names other than ${names.join(', ')}`, name);
    requireNumber(`scalars().${name}`, value);
  }
}

/**
 * Returns what an update rule returned.
 *
 * @throws ArgumentError unless it is the weight and every slot, and nothing else
 */
export function requireUpdated<T extends object>(
  {name, slots}: Pick<OptimizerDeclaration, 'name' | 'slots'>,
  updated: T,
): T {
  const names = ['weight', ...slots];
  const given =
    typeof updated === 'object' && updated !== null
      ? Object.entries(updated).flatMap(([key, value]) => (value === undefined ? [] : [key]))
      : undefined;
  if (given?.length === names.length && names.every((each) => given.includes(each))) return updated;
  const argument = `the result of update of the optimizer ${name}`;
  throw new ArgumentError(argument, `an object of ${names.join(', ')} and nothing else`, given ?? updated);
}

function requireSlots(value: unknown): void {
  if (!Array.isArray(value)) throw new ArgumentError('slots', 'a list of names', value);
  const names = [...VALUES];
  for (const [index, slot] of value.entries()) {
    const name = requireText(`slots[${index}]`, slot);
    if (names.includes(name)) throw new ArgumentError('slots', 'names of their own', name);
    names.push(name);
  }
}

function requireString(argument: string, value: unknown): void {
  if (typeof value !== 'string') throw new ArgumentError(argument, 'a string', value);
}
