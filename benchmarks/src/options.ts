import {statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {ArgumentError, requireChoice, requireNumber, requirePositiveInteger} from '@ntmjs/arguments';
import {Command} from 'commander';
import {allBlocks, type Block, type EngineName, engineNames, standardBlocks} from './cases.js';

/** What to measure and how. */
export interface Options {
  readonly blocks: readonly Block[];
  /** For each case, all rounds together. */
  readonly seconds: number;
  readonly rounds: number;
  /** Where to write the rows as JSON, if anywhere. */
  readonly json?: string | undefined;
}

/** The options as they are written on the command line. */
interface Written {
  readonly seconds: string;
  readonly rounds: string;
  readonly engines: string;
  readonly batches?: string;
  readonly all?: boolean;
  readonly json?: string;
}

/** A number as it is written; what is not one stays as it is, so that a message can show it. */
function toNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** Words with commas between them, each one of the choices. */
function toChoices<T extends string>(argument: string, text: string, choices: readonly T[]): T[] {
  return text.split(',').map((word) => requireChoice(argument, word.trim(), choices));
}

/** The cases that are asked for. */
function select(written: Written): Block[] {
  const blocks = written.all ? allBlocks : standardBlocks;
  const engines: EngineName[] = toChoices('--engines', written.engines, engineNames);
  const known = [...new Set(blocks.flat().map(({batch}) => String(batch)))];
  const batches = written.batches === undefined ? known : toChoices('--batches', written.batches, known);
  return blocks
    .map((block) =>
      block.filter(({engine, batch}) => engines.includes(engine) && batches.includes(String(batch))),
    )
    .filter((block) => block.length > 0);
}

/** Checks before the measurements, rather than after them, that a file can be written there. */
function requireFilePlace(argument: string, file: string): string {
  const isFolder = (path: string) => statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
  if (isFolder(dirname(resolve(file))) && !isFolder(resolve(file))) return file;
  throw new ArgumentError(argument, 'a file in a directory that is there', file);
}

/**
 * Reads the command line.
 *
 * @param argv as in `process.argv`
 * @throws ArgumentError if an option's value is not what it must be
 * @throws CommanderError if an option is unknown or lacks its value, or help was asked for
 */
export function parseOptions(argv: readonly string[]): Options {
  const program = new Command('bench')
    .description(
      'Training speed on the copy task, in sequences a second: tfjs as it is, compiled, and peers.',
    )
    .option('--seconds <number>', 'for each case, all rounds together', '5')
    .option('--rounds <number>', 'in how many turns, A B C A B C …', '5')
    .option('--engines <names>', 'only these, with commas between them', engineNames.join(','))
    .option('--batches <numbers>', 'only these batch sizes, with commas between them')
    .option('--all', 'also further models and memories, two threads, and evaluation')
    .option('--json <file>', 'also write the rows to this file, as a JSON array')
    .allowExcessArguments(false)
    .exitOverride()
    .parse([...argv]);
  const written = program.opts<Written>();
  return {
    blocks: select(written),
    seconds: requireNumber('--seconds', toNumber(written.seconds) as number, {above: 0}),
    rounds: requirePositiveInteger('--rounds', toNumber(written.rounds)),
    json: written.json === undefined ? undefined : requireFilePlace('--json', written.json),
  };
}
