import {join} from 'node:path';
import {ArgumentError, requireInteger, requirePositiveInteger} from '@ntmjs/arguments';
import type {DifficultyRanges} from '@ntmjs/report';
import type {Command} from 'commander';
import {atOption, numberOption} from '../options.js';
import {humanOutput, jsonOutput} from '../output.js';
import {stopSignal} from '../stop.js';

interface InspectOptions {
  episode: number;
  at?: DifficultyRanges;
  rows?: number;
  seed?: number;
  output?: string;
  json?: boolean;
}

/** The last of the fresh episodes of a seed that may be asked for. */
const MOST_EPISODES = 1000;

/** Adds `ntm inspect` to the program. */
export function addInspectCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('inspect')
    .description(
      'show what a trained model learned: figures and a page of how it learned, how it carries over, and what its heads do in an episode',
    )
    .argument(
      '<run...>',
      'the folder of a run; more of them, of the same task and model with other seeds, share its learning curves',
    )
    .option('--episode <n>', 'which fresh episode of the seed, from 1', numberOption('--episode'), 1)
    .addOption(atOption('the difficulty of the episode (default: the greatest of training), one number each'))
    .option('--rows <n>', 'the number of memory rows (default: as trained)', numberOption('--rows'))
    .option('--seed <integer>', "seed of the episodes (default: the run's)", numberOption('--seed'))
    .option(
      '--output <folder>',
      'where the page and the figures go (default: inspect in the folder of the run)',
    )
    .option('--json', 'print JSON lines for machines')
    .action(async (folders: string[], options: InspectOptions) => {
      exitWith(await inspectCommand(folders, options));
    });
}

/** @returns the exit code: 0, or 130 if it was stopped */
async function inspectCommand(folders: readonly string[], options: InspectOptions): Promise<number> {
  const output = options.json ? jsonOutput(process.stdout) : humanOutput(process.stdout);
  const episode = requireInteger('--episode', options.episode, {min: 1, max: MOST_EPISODES});
  if (options.rows !== undefined) requirePositiveInteger('--rows', options.rows);
  if (options.seed !== undefined) requireInteger('--seed', options.seed);
  if (options.output === '') throw new ArgumentError('--output', 'the path of a folder', options.output);
  const folder = options.output ?? join(folders[0]!, 'inspect');
  // What draws figures and pages takes longer to load than most commands to run.
  const {inspectRuns, openSubject, ownFiles, PAGE, writeFiles} = await import('@ntmjs/report/inspection');
  const {at, rows, seed} = options;
  const subject = await openSubject({folders, episode, at, rows, seed});
  const old = await ownFiles('--output', folder);
  const {signal, release} = stopSignal();
  try {
    const {files, figures, memory} = await inspectRuns(subject, output, signal);
    const looked = {
      runs: folders,
      task: subject.task.name,
      episode: {
        number: episode,
        seed: subject.seed,
        difficulty: subject.difficulty,
        rows: subject.rows ?? null,
      },
      memory: memory ?? null,
    };
    await writeFiles(folder, files, looked, old);
    const page = join(folder, PAGE);
    for (const {name} of figures) {
      const [svg, png, spec] = ['svg', 'png', 'vl.json'].map((ending) => join(folder, `${name}.${ending}`));
      output.event('figure', {name, svg, png, spec});
    }
    output.event('inspection', {page, ...looked});
    for (const {label, sentences} of memory?.heads ?? []) {
      output.line([label, ...sentences.map((sentence) => `  ${sentence}`)].join('\n'));
    }
    if (memory === undefined) output.line('This model has no memory: there are no heads to look at.');
    output.line(`\n  ${page}  all of it on one page`);
    for (const {name, caption} of figures) output.line(`  ${join(folder, `${name}.svg`)}  ${caption}`);
    return 0;
  } catch (error) {
    if (error !== signal.reason) throw error;
    output.line('Stopped.');
    return 130;
  } finally {
    release();
    subject.dispose();
  }
}
