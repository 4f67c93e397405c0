import {type NamedOptions, namedOption} from '@ntmjs/arguments/texts';
import {
  type AnyArchitecture,
  type ArchitectureOption,
  architectureNames,
  architectures,
} from '@ntmjs/presets';
import {Option} from 'commander';
import {declaredOptions, optionName, optionText, withWords} from './options.js';

/** The value that the command line gives to an option; what it may be is checked with the model config. */
type Parsed<Option> = Option extends {readonly type: 'boolean'}
  ? boolean
  : Option extends {readonly type: 'choice' | 'text'}
    ? string
    : Option extends {readonly type: 'list'}
      ? string[]
      : number;

/** The options of one of several architectures, by name. */
type ValuesOf<Entry> = Entry extends {readonly options: infer Options}
  ? {-readonly [Name in keyof Options]: Parsed<Options[Name]>}
  : never;
type Values = ValuesOf<AnyArchitecture>;
type NamesOf<Each> = Each extends unknown ? keyof Each : never;

/** The options of the command line that configure a model, each of at least one architecture. */
export type ModelOptions = {
  [Name in NamesOf<Values>]?: Extract<Values, {[Key in Name]: unknown}>[Name];
} & {
  architecture?: string;
  /** The module of a memory access of one's own, and its arguments. */
  access?: string;
  accessOption?: NamedOptions;
};

/** The names of these options. */
export const modelOptionNames = [
  ...new Set(architectures.flatMap(({options}) => Object.keys(options))),
] as NamesOf<Values>[];

/** The command-line option for each argument of a layer: `--rows` for `memory.rows`. */
export const optionsByArgument: Readonly<Record<string, string>> = Object.fromEntries(
  architectures.flatMap(({options}) =>
    Object.entries(options).map(([name, {argument}]) => [argument, optionName(name)]),
  ),
);

/** The options for commander, `--architecture` first. */
export function modelOptions(): Option[] {
  const titles = architectures.map(({name, title}) => `${name} (${title})`);
  return [
    withWords(
      new Option('--architecture <name>', `${titles.join(', ')}; default: ${architectureNames[0]}`),
      architectureNames,
    ),
    new Option(
      '--access <module>',
      'instead of an architecture, the path of a module that exports a memory access, or the name of such a package',
    ),
    new Option(
      '--access-option <name=value>',
      'an argument of such an access besides --rows and --width; may be repeated',
    ).argParser(namedOption('--access-option')),
    ...modelOptionNames.flatMap(optionsNamed),
  ];
}

/** An option of one or more architectures. */
function optionsNamed(name: NamesOf<Values>): Option[] {
  const entries = architectures.flatMap(({name: owner, options}) =>
    Object.entries<ArchitectureOption>(options).flatMap(([each, option]) =>
      each === name ? [{owner, option}] : [],
    ),
  );
  const [{option}] = entries as [(typeof entries)[number]];
  return declaredOptions(optionName(name), option, helpText(entries));
}

/** The help of an option: its descriptions, each after the architectures that have it, unless most of them do. */
function helpText(entries: readonly {readonly owner: string; readonly option: ArchitectureOption}[]): string {
  const owners = new Map<string, string[]>();
  for (const {owner, option} of entries) {
    // A default of the layer holds where a preset sets nothing.
    const text = optionText(option, 'layer default');
    owners.set(text, [...(owners.get(text) ?? []), owner]);
  }
  return [...owners]
    .map(([text, names]) => (2 * names.length > architectures.length ? text : `${names.join(', ')}: ${text}`))
    .join('; ');
}
