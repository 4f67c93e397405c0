import {parseArgs} from 'node:util';
import {ArgumentError, requireChoice, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import {partNames} from './parts.js';

/** The options of a run. */
export interface Options {
  readonly parts: readonly string[];
  /** How many kills, files, … are tried; by default as each part says. */
  readonly count?: number | undefined;
  readonly seed: number;
  /** The number of the first case. */
  readonly from: number;
  /** The number of the only case to run. */
  readonly only?: number | undefined;
  /** The folder that results are written to. */
  readonly results?: string | undefined;
}

const HELP = `Usage: npm run torture -- [part…] [options]

Parts, all by default: ${partNames.join(', ')}

  --count <n>         how many kills, files, … to try (default: as the part says)
  --seed <integer>    seed of the cases (default: 1)
  --from <n>          number of the first case, to split a run or to continue it (default: 0)
  --only <n>          run this case alone, and write no results
  --results <folder>  folder of the results (default: tests/torture/results)
`;

/**
 * Reads the command line.
 *
 * @param args without the program
 * @returns the options, or the help if it is asked for
 * @throws ArgumentError if an argument is wrong
 */
export function parseOptions(args: readonly string[]): Options | {readonly help: string} {
  const text = {type: 'string'} as const;
  const {values, positionals} = parse(() =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {count: text, seed: text, from: text, only: text, results: text, help: {type: 'boolean'}},
    }),
  );
  if (values.help) return {help: HELP};
  const integer = (name: 'from' | 'only') =>
    values[name] === undefined ? undefined : requireInteger(`--${name}`, Number(values[name]), {min: 0});
  return {
    parts: (positionals.length > 0 ? positionals : partNames).map((name) =>
      requireChoice('part', name, partNames),
    ),
    count: values.count === undefined ? undefined : requirePositiveInteger('--count', Number(values.count)),
    seed: requireInteger('--seed', Number(values.seed ?? 1)),
    from: integer('from') ?? 0,
    only: integer('only'),
    results: values.results,
  };
}

/** `parseArgs` throws a TypeError if an option is unknown or lacks its value. */
function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ArgumentError('arguments', 'as in --help', (error as Error).message);
  }
}
