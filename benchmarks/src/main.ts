import {writeFileSync} from 'node:fs';
import {availableParallelism, cpus, loadavg} from 'node:os';
import {ArgumentError} from '@ntmjs/arguments';
import {CommanderError} from 'commander';
import {type Block, describeCase} from './cases.js';
import {type Comparison, compare} from './comparison.js';
import {compiledTable} from './compiledTable.js';
import {type Engine, findEngines} from './engines.js';
import {toRows} from './measurement.js';
import {nativeTable} from './nativeTable.js';
import {type Options, parseOptions} from './options.js';
import {rowsTable} from './rowsTable.js';
import {table} from './table.js';

/** The machine in one line: processor, available cores and load. */
function machine(): string {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${cores} ${cores === 1 ? 'core' : 'cores'}, load ${loadavg()[0]!.toFixed(1)} at the start`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The available engines among those that the cases need; prints which ones are missing. */
async function availableEngines(blocks: readonly Block[]): Promise<Map<string, Engine>> {
  const engines = new Map<string, Engine>();
  for (const [name, found] of await findEngines([...new Set(blocks.flat().map(({engine}) => engine))])) {
    if ('missing' in found) say(`skipping ${name}: ${found.missing}`);
    else engines.set(name, found);
  }
  return engines;
}

async function bench({blocks, seconds, rounds, json}: Options): Promise<void> {
  say(machine());
  const engines = await availableEngines(blocks);
  const available = blocks
    .map((block) => block.filter(({engine}) => engines.has(engine)))
    .filter((block) => block.length > 0);
  if (available.length === 0) throw new Error('there are no cases to measure');
  const found: Comparison[] = [];
  for (const block of available) {
    process.stderr.write(`measuring ${block.map(describeCase).join('; ')}\n`);
    found.push(await compare(block, ({engine}) => engines.get(engine)!, {seconds, rounds}));
  }
  const versions = Object.assign({node: process.versions.node}, ...found.map((one) => one.versions));
  const texts = Object.entries(versions).map((pair) => pair.join(' '));
  say(texts.join(', '));
  const measurements = found.map((comparison) => comparison.measurements);
  say(`\n${table(measurements)}\n`);
  const lengths = new Set(available.flat().flatMap((item) => (item.task === 'copy' ? [item.length] : [])));
  const copy = [...lengths].map((length) => `Copy task, T = ${length}; `).join('');
  say(
    `${copy}rounds: ${rounds}. sequences/s is the median of the rounds. ratio is relative to the first row of a block: the median`,
  );
  say('of the ratios round by round. MiB is the peak memory of the process.');
  for (const text of [compiledTable(measurements), rowsTable(measurements), nativeTable(measurements)]) {
    if (text !== undefined) say(`\n${text}`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(toRows(measurements.flat()), null, 2)}\n`);
}

/**
 * Runs the benchmark.
 *
 * @param argv as in `process.argv`
 * @returns the exit code: 0 on success, 2 if an argument was wrong, 1 otherwise
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
