import type {RandomStream} from '@ntmjs/tasks';
import {anyOf, weightedOf} from '../random.js';

/** An option of a command, as its help shows it. */
export interface CommandOption {
  readonly name: string;
  /** Whether a value follows it. */
  readonly takesValue: boolean;
}

/** The options that a command's help lists. */
export function optionsIn(help: string): CommandOption[] {
  return [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)( <[^>]+>)?/gm)].map(([, name, value]) => ({
    name: name!,
    takesValue: value !== undefined,
  }));
}

/** Values that some option takes. Numbers are small or absurd: those between are right, and only take long. */
const values = [
  ...[
    '1',
    '2',
    '3',
    '0.5',
    '1e-3',
    '0.1/100',
    'length=1',
    'length=1,2',
    'bits=1',
    'maxLength=2',
    'beta1=0.5',
  ],
  ...[
    'copy',
    'repeat-copy',
    'ntm',
    'dnc',
    'lstm',
    'feedforward',
    'adam',
    'sgd',
    'cpu',
    'wasm',
    'measured',
    'paper',
  ],
  ...['learned', 'tanh', 'rewind', 'stop', '1s', 'ntm-lstm', 'true', 'false', 'read,write', 'out'],
];

/** Values that hardly any option takes. */
const junk = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1.5',
    '-0',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e400',
    '1e15',
    '1e9',
    '9007199254740993',
  ],
  ...['1e300', '0x10', '1_000', '٣', '1 2', ',', '1,', ',1', '=', '=1', 'length=', 'length=0', 'length=1e9'],
  ...[
    'length=1=2',
    'x=1',
    '__proto__=1',
    'constructor=1',
    'toString=1',
    '__proto__',
    'constructor',
    'null',
    'undefined',
  ],
  ...[
    '[]',
    '{}',
    '"1"',
    '-',
    '--',
    '--json',
    '--no-such',
    '-x',
    'é',
    '💥',
    'a\nb',
    '\u0007',
    'x'.repeat(10_000),
  ],
  ...[
    '../out',
    '/dev/null/x',
    '/proc/x',
    '0/0',
    '1/0',
    '0.1/',
    '/5',
    '2/100',
    '1h1',
    '0s',
    '1d',
    'copy,copy',
    'COPY',
  ],
  ...[
    'vectorWidth=1e9',
    'maxLength=1e15',
    'size=100000',
    'vectorWidth=x',
    'learningRate=0',
    'beta1=2',
    'bits=NaN',
  ],
];

function anyValue(random: RandomStream): string {
  return anyOf(random, random.uniform() < 0.5 ? values : junk);
}

/** A name that is almost an option's. */
function almost(name: string, random: RandomStream): string {
  const at = random.integer(2, name.length - 1);
  return anyOf(random, [
    name.slice(0, at) + name.slice(at + 1),
    `${name}x`,
    name.toUpperCase(),
    name.slice(1),
  ]);
}

export interface AnyArgumentsArgs {
  readonly options: readonly CommandOption[];
  /** Arguments that are no options, of which one is right. */
  readonly positionals: readonly string[];
}

/** Arguments for a command at random: options that it has or almost has, with and without values, in any order. */
export function anyArguments({options, positionals}: AnyArgumentsArgs, random: RandomStream): string[] {
  const option = () => {
    const {name, takesValue} = anyOf(random, options);
    const written = random.uniform() < 0.05 ? almost(name, random) : name;
    const hasValue = random.uniform() < 0.05 ? !takesValue : takesValue;
    if (!hasValue) return [written];
    return random.uniform() < 0.2 ? [`${written}=${anyValue(random)}`] : [written, anyValue(random)];
  };
  const positional = weightedOf(random, [
    [8, () => [anyOf(random, positionals)]],
    [1, () => []],
    [1, () => [anyValue(random)]],
  ] as const)();
  const parts = Array.from({length: random.integer(0, 4)}, option);
  parts.splice(random.integer(0, parts.length), 0, positional);
  return parts.flat();
}
