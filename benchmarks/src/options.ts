import {statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {ArgumentError, requireChoice, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import {Command} from 'commander';
import {
  allBlocks,
  type Block,
  type EngineName,
  engineNames,
  fitBlocks,
  nativeBlocks,
  sparseBlocks,
  standardBlocks,
} from './cases.js';

/** The options of a run. */
export interface Options {
  readonly blocks: readonly Block[];
  /** Per case, all rounds together. */
  readonly seconds: number;
  readonly rounds: number;
  /** The file to write the rows to, as JSON; optional. */
  readonly json?: string | undefined;
}

/** The options as commander parses them. */
interface ParsedOptions {
  readonly seconds: string;
  readonly rounds: string;
  readonly engines: string;
  readonly batches?: string;
  readonly all?: boolean;
  readonly native?: boolean;
  readonly fit?: boolean;
  readonly sparse?: boolean;
  readonly json?: string;
}

/** The number that a text denotes. Other texts are returned as they are, for messages. */
function toNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** A comma-separated list of choices. */
function toChoices<T extends string>(argument: string, text: string, choices: readonly T[]): T[] {
  return text.split(',').map((word) => requireChoice(argument, word.trim(), choices));
}

/** The selected cases. */
function select(parsed: ParsedOptions): Block[] {
  const named = [
    ...(parsed.all ? allBlocks : []),
    ...(parsed.native ? nativeBlocks : []),
    ...(parsed.fit ? fitBlocks : []),
    ...(parsed.sparse ? sparseBlocks : []),
  ];
  const blocks = named.length > 0 ? named : standardBlocks;
  const engines: EngineName[] = toChoices('--engines', parsed.engines, engineNames);
  const known = [...new Set(blocks.flat().map(({batch}) => String(batch)))];
  const batches = parsed.batches === undefined ? known : toChoices('--batches', parsed.batches, known);
  return blocks
    .map((block) =>
      block.filter(({engine, batch}) => engines.includes(engine) && batches.includes(String(batch))),
    )
    .filter((block) => block.length > 0);
}

/** Checks, before the measurements rather than after them, that a file can be written. */
function requireWritableFile(argument: string, file: string): string {
  const isFolder = (path: string) => statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
  if (isFolder(dirname(resolve(file))) && !isFolder(resolve(file))) return file;
  throw new ArgumentError(argument, 'a file in an existing directory', file);
}

/**
 * Reads the command line.
 *
 * @param argv as in `process.argv`
 * @throws ArgumentError if the value of an option is invalid
 * @throws CommanderError if an option is unknown or lacks its value, or for `--help`
 */
export function parseOptions(argv: readonly string[]): Options {
  const program = new Command('bench')
    .description('Training speed in sequences per second: eager, compiled, in PyTorch and in C++.')
    .option('--seconds <number>', 'time per case, all rounds together', '5')
    .option('--rounds <number>', 'number of rounds; cases take turns, A B C A B C …', '5')
    .option('--engines <names>', 'comma-separated engines to measure', engineNames.join(','))
    .option('--batches <numbers>', 'comma-separated batch sizes to measure (default: all)')
    .option('--all', 'add more models and memory sizes, two threads, and evaluation')
    .option('--native', 'compare compiled code with the same network by hand in C++')
    .option('--fit', 'measure fit on models as in the public examples of tfjs')
    .option('--sparse', 'compare sparse memories of up to a million rows with dense ones')
    .option('--json <file>', 'write the rows to this file, as a JSON array')
    .allowExcessArguments(false)
    .exitOverride()
    .parse([...argv]);
  const parsed = program.opts<ParsedOptions>();
  return {
    blocks: select(parsed),
    seconds: requireNumber('--seconds', toNumber(parsed.seconds) as number, {above: 0}),
    rounds: requirePositiveInteger('--rounds', toNumber(parsed.rounds)),
    json: parsed.json === undefined ? undefined : requireWritableFile('--json', parsed.json),
  };
}
