import {writeFileSync} from 'node:fs';
import {ArgumentError} from '@ntmjs/arguments';
import {CommanderError} from 'commander';
import {type Case, comparisons, describeCase} from './cases.js';
import {type Comparison, compare} from './comparison.js';
import {type Engine, findEngines} from './engines.js';
import {machine} from './machine.js';
import {toRows} from './measurement.js';
import {type Options, parseOptions} from './options.js';
import {table} from './table.js';

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The engines that the cases need and that are there; says which are not. */
async function availableEngines(cases: readonly Case[]): Promise<Map<string, Engine>> {
  const engines = new Map<string, Engine>();
  for (const [name, found] of await findEngines([...new Set(cases.map(({engine}) => engine))])) {
    if ('missing' in found) say(`${name} is left out: ${found.missing}`);
    else engines.set(name, found);
  }
  return engines;
}

async function bench({cases, seconds, rounds, json}: Options): Promise<void> {
  say(machine());
  const engines = await availableEngines(cases);
  const groups = comparisons(cases.filter(({engine}) => engines.has(engine)));
  if (groups.length === 0) throw new Error('there is nothing to measure');
  const found: Comparison[] = [];
  for (const group of groups) {
    process.stderr.write(`measuring ${group.map(describeCase).join('; ')}\n`);
    found.push(await compare(group, ({engine}) => engines.get(engine)!, {seconds, rounds}));
  }
  const versions = Object.assign({node: process.versions.node}, ...found.map((one) => one.versions));
  const words = Object.entries(versions).map((pair) => pair.join(' '));
  say(words.join(', '));
  const measurements = found.map((comparison) => comparison.measurements);
  say(`\n${table(measurements)}\n`);
  say(
    `Whole training steps, copy task, T = ${cases[0]!.length}; rounds: ${rounds}. sequences/s is their median;`,
  );
  say('ratio, to the first row of a block, is the median of the ratios of equal rounds.');
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(toRows(measurements.flat()), null, 2)}\n`);
}

/**
 * The benchmark.
 *
 * @param argv as in `process.argv`
 * @returns the exit code: 0 if all went well, 2 if an argument was wrong, 1 otherwise
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await bench(parseOptions(argv));
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof ArgumentError ? 2 : 1;
  }
}
