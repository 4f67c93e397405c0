import {ArgumentError} from './argumentError.js';
import {describeChoice, requireBoolean, requireChoice, requireChoices} from './choices.js';
import {type Bounds, describeNumber, requireInteger, requireNumber} from './numbers.js';
import {requireKeys} from './objects.js';

interface Declared<Value> {
  /** What the option does, in one line: `width of a vector`. */
  readonly description: string;
  /** How equations and reports write it: `β₁`. */
  readonly symbol?: string;
  /** The value of an option that is absent; an option without a default is required unless it is `optional`. */
  readonly default?: Value;
  /** Whether the option may be absent without a default; defaults to false. */
  readonly optional?: boolean;
}

/** A number or an integer within bounds. */
export interface NumberOption extends Declared<number>, Bounds {
  readonly type: 'number' | 'integer';
}

export interface BooleanOption extends Declared<boolean> {
  readonly type: 'boolean';
}

/** Any string. */
export interface TextOption extends Declared<string> {
  readonly type: 'text';
}

/** One of several strings. */
export interface ChoiceOption<Choice extends string = string> extends Declared<Choice> {
  readonly type: 'choice';
  readonly choices: readonly Choice[];
}

/** A list of strings, each one of several. */
export interface ListOption<Choice extends string = string> extends Declared<readonly Choice[]> {
  readonly type: 'list';
  readonly choices: readonly Choice[];
}

/** The declaration of an option: validation, `--help`, types and JSON Schemas derive from it. */
export type OptionDeclaration = NumberOption | BooleanOption | TextOption | ChoiceOption | ListOption;

export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/** The type of an option's value. */
export type OptionValue<Option extends OptionDeclaration> = Option extends NumberOption
  ? number
  : Option extends BooleanOption
    ? boolean
    : Option extends TextOption
      ? string
      : Option extends {readonly type: 'choice'; readonly choices: readonly (infer Choice)[]}
        ? Choice
        : Option extends {readonly type: 'list'; readonly choices: readonly (infer Choice)[]}
          ? readonly Choice[]
          : never;

type RequiredNames<Options extends OptionDeclarations> = {
  [Name in keyof Options]: Options[Name] extends {readonly default: unknown} | {readonly optional: true}
    ? never
    : Name;
}[keyof Options];

/** Options as a user gives them: only those that are required must be there. */
export type OptionArgs<Options extends OptionDeclarations> = {
  readonly [Name in RequiredNames<Options>]: OptionValue<Options[Name]>;
} & {
  readonly [Name in Exclude<keyof Options, RequiredNames<Options>>]?: OptionValue<Options[Name]> | undefined;
};

/** Options with every default filled in; only those that are `optional` may be undefined. */
export type ResolvedOptions<Options extends OptionDeclarations> = {
  readonly [Name in keyof Options]: Options[Name] extends {readonly optional: true}
    ? OptionValue<Options[Name]> | undefined
    : OptionValue<Options[Name]>;
};

/**
 * Checks options against their declarations and fills in the defaults. An optional one that is absent stays absent.
 *
 * @param name what the options are of, for messages: `copy`
 * @throws ArgumentError if an option is unknown, missing or out of its range: `copy.vectorWidth must be …`
 */
export function resolveOptions<const Options extends OptionDeclarations>(
  name: string,
  options: Readonly<Record<string, unknown>> | object,
  declarations: Options,
): ResolvedOptions<Options> {
  requireKeys(name, options, Object.keys(declarations));
  const resolved = Object.entries(declarations).flatMap(([option, declaration]) => {
    const given: unknown = Reflect.get(options, option);
    const value = given === undefined ? declaration.default : given;
    if (value === undefined && declaration.optional) return [];
    return [[option, requireOption(`${name}.${option}`, value, declaration)]];
  });
  return Object.fromEntries(resolved);
}

/**
 * Returns `value` if it is one that an option may have; throws an `ArgumentError` otherwise.
 *
 * @param argument the option with its path, for the message: `copy.vectorWidth`
 */
export function requireOption<Option extends OptionDeclaration>(
  argument: string,
  value: unknown,
  option: Option,
): OptionValue<Option> {
  return check(argument, value, option) as OptionValue<Option>;
}

function check(argument: string, value: unknown, option: OptionDeclaration): unknown {
  switch (option.type) {
    case 'integer':
      return requireInteger(argument, value, option);
    case 'number':
      return requireNumber(argument, value, option);
    case 'boolean':
      return requireBoolean(argument, value);
    case 'text':
      if (typeof value === 'string') return value;
      throw new ArgumentError(argument, describeOption(option), value);
    case 'choice':
      return requireChoice(argument, value, option.choices);
    case 'list':
      return requireChoices(argument, value, option.choices);
  }
}

/**
 * What the value of an option must be, as it follows "must be": `a finite number above 0`.
 *
 * @param value what it was, if it is known
 */
export function describeOption(option: OptionDeclaration, value?: unknown): string {
  switch (option.type) {
    case 'integer':
    case 'number':
      return describeNumber(option.type, option, value);
    case 'boolean':
      return 'true or false';
    case 'text':
      return 'a string';
    case 'choice':
      return describeChoice(option.choices);
    case 'list':
      return `a list, each element ${describeChoice(option.choices)}`;
  }
}
