import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {ArgumentError} from '@ntmjs/arguments';
import {type Options, parseOptions} from './options.js';
import type {Part} from './part.js';
import {loadPart} from './parts.js';
import {type Results, withOutcome, writeResults} from './results.js';
import {runPart} from './runPart.js';

const resultsFolder = fileURLToPath(new URL('../results', import.meta.url));
const casesProgram = fileURLToPath(new URL('../bin/cases.js', import.meta.url));

/** The milliseconds between two lines of progress, and between two writes of results. */
const INTERVAL = 10_000;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What the cases run with. */
function versions(): Record<string, string> {
  // Root may run the torture on another user's clone, for its disks.
  const git = ['-c', 'safe.directory=*', 'rev-parse', '--short', 'HEAD'];
  const commit = execFileSync('git', git, {encoding: 'utf8'}).trim();
  return {node: process.versions.node, platform: `${process.platform} ${process.arch}`, commit};
}

/** The numbers of the cases of a part. */
function indicesOf({count, perCase = 1}: Part, options: Options): number[] {
  if (options.only !== undefined) return [options.only];
  const cases = Math.ceil((options.count ?? count) / perCase);
  return Array.from({length: cases}, (_, index) => options.from + index);
}

/** The kinds of what happened, in one line. */
export function countsText(counts: Results['counts']): string {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

/** Runs a part, prints its progress, and writes its results. */
async function torture(part: Part, options: Options, signal: AbortSignal): Promise<Results> {
  const {seed, only, results: folder = resultsFolder} = options;
  const {name, nodeArguments, limit, casesPerProcess} = part;
  const indices = indicesOf(part, options);
  const started = performance.now();
  const from = indices[0]!;
  let results: Results = {
    ...{part: name, seed, from, cases: 0, seconds: 0, counts: {}, failures: [], versions: versions()},
  };
  const report = () => {
    const {cases, counts, failures} = results;
    say(`${name}: ${cases} of ${indices.length} cases, ${failures.length} failed; ${countsText(counts)}`);
    if (only === undefined) writeResults(folder, results);
  };
  let shown = started;
  await runPart({
    ...{command: [casesProgram, name, String(seed)], indices, signal, limit, casesPerProcess, nodeArguments},
    onOutcome(index, outcome) {
      results = {
        ...withOutcome(results, index, outcome),
        seconds: Math.round((performance.now() - started) / 1000),
      };
      if (outcome.failure !== undefined) {
        say(`${name}: case ${index} failed: ${outcome.failure}`);
        if (only === undefined)
          say(`  to repeat it: npm run torture -- ${name} --seed ${seed} --only ${index}`);
      }
      if (performance.now() - shown < INTERVAL) return;
      shown = performance.now();
      report();
    },
  });
  report();
  if (signal.aborted) {
    const rest = `--seed ${seed} --from ${from + results.cases}`;
    say(`stopped; to continue: npm run torture -- ${name} ${rest}`);
  }
  return results;
}

/**
 * Runs parts of the torture.
 *
 * @param args the arguments of the command line
 * @returns the exit code: 0 if every case passed, 1 if one failed, 2 if an argument is wrong, 130 if it was stopped
 */
export async function main(args: readonly string[]): Promise<number> {
  const stop = new AbortController();
  const abort = () => (stop.signal.aborted ? process.exit(130) : stop.abort());
  process.on('SIGINT', abort).on('SIGTERM', abort);
  try {
    const options = parseOptions(args);
    if ('help' in options) {
      say(options.help);
      return 0;
    }
    let failed = 0;
    for (const name of options.parts) {
      if (stop.signal.aborted) break;
      failed += (await torture(await loadPart(name), options, stop.signal)).failures.length;
    }
    if (stop.signal.aborted) return 130;
    return failed > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`torture: ${error.message}\n`);
    return 2;
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
