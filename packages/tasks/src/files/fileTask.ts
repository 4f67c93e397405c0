import {basename, extname} from 'node:path';
import {
  type OptionDeclarations,
  requireInteger,
  requireKeys,
  requirePositiveInteger,
  resolveOptions,
} from '@ntmjs/arguments';
import {blankEpisodes, type Episodes} from '../episodes.js';
import {bitMetrics} from '../metrics.js';
import {RandomStream} from '../random.js';
import type {TaskMaker} from '../registry.js';
import type {Task} from '../task.js';
import {shuffled} from '../vectors.js';
import {openCsv} from './csv.js';
import {openJsonLines} from './jsonLines.js';
import type {Place, SequenceFile} from './sequences.js';

const formats: Readonly<Record<string, (file: string, name: string) => SequenceFile>> = {
  '.csv': openCsv,
  '.jsonl': openJsonLines,
  '.ndjson': openJsonLines,
};

/** Whether a file's name is that of a file of sequences. */
export function isSequenceFile(file: string): boolean {
  return Object.hasOwn(formats, extname(file));
}

const options = {
  heldOut: {
    ...{type: 'number', min: 0, below: 1, default: 0.1},
    description:
      'share of the sequences that are held out from training, to evaluate on: at least one of several',
  },
  split: {
    ...{type: 'choice', choices: ['train', 'held-out'], default: 'train'},
    description: 'sequences to draw: those to train on, or those held out',
  },
} as const satisfies OptionDeclarations;

/**
 * A task whose episodes are the sequences of a file, drawn at random. Shorter ones of a batch end with steps without inputs or answers.
 * The file is read when the task is made, to check it, and again, sequence by sequence, when episodes are drawn.
 *
 * @param name of the file, for errors
 * @throws ArgumentError that names the line and the column that is wrong
 */
export function fileTask(file: string, name: string): TaskMaker {
  const open = formats[extname(file)]!;
  const sequences = open(file, name);
  const task = nameOf(file);
  const make: TaskMaker = (given) => {
    const config = resolveOptions(task, given, options);
    const {heldOut, split} = config;
    const drawn = shuffled(new RandomStream(1, 'held out'), sequences.places);
    const most = Math.min(Math.max(1, Math.round(heldOut * drawn.length)), drawn.length - 1);
    const count = heldOut === 0 ? 0 : most;
    const isTraining = split === 'train' || count === 0;
    return {
      ...taskOf(task, name, sequences, isTraining ? drawn.slice(count) : drawn.slice(0, count)),
      config,
      ...(count > 0 && {
        evaluationTask: {
          description: 'sequences held out from training',
          create: () => make({heldOut, split: isTraining ? 'held-out' : 'train'}),
        },
      }),
    };
  };
  return make;
}

/** The name of a file's task: `my-data` of `My data.csv`. */
function nameOf(file: string): string {
  const words =
    basename(file, extname(file))
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-');
  return /^[a-z]/.test(name) ? name : `data-${name}`.replace(/-$/, '');
}

function taskOf(
  name: string,
  file: string,
  sequences: SequenceFile,
  places: readonly Place[],
): Omit<Task<{steps: number}>, 'config'> {
  const {inputChannels, outputChannels} = sequences;
  const sizes = {inputSize: inputChannels.length, outputSize: outputChannels.length};
  const shortest = places.reduce((least, {steps}) => Math.min(least, steps), Number.POSITIVE_INFINITY);
  const longest = places.reduce((most, {steps}) => Math.max(most, steps), 0);
  return {
    name,
    title: file,
    description: `Answer as the sequences of ${file} do.`,
    options,
    trainingRange: {steps: {min: longest, max: longest}},
    evaluation: [],
    solved: {metric: 'bits', below: 0.1},
    inputChannels,
    outputChannels,
    ...sizes,
    metrics: bitMetrics,
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['steps']);
      const {steps = longest} = difficulty;
      requireInteger('difficulty.steps', steps, {min: shortest, max: longest});
      const short = steps === longest ? places : places.filter((place) => place.steps <= steps);
      const chosen = Array.from({length: batch}, () => short[random.integer(0, short.length - 1)]!);
      return episodesOf(chosen, sequences, sizes);
    },
  };
}

function episodesOf(
  places: readonly Place[],
  file: SequenceFile,
  sizes: {readonly inputSize: number; readonly outputSize: number},
): Episodes {
  const steps = Math.max(...places.map((place) => place.steps));
  const episodes = blankEpisodes({batch: places.length, steps, ...sizes});
  for (const [sample, place] of places.entries()) {
    const {inputs, targets} = file.sequenceAt(place);
    for (const [step, row] of inputs.entries()) {
      const at = sample * steps + step;
      episodes.inputs.set(row, at * sizes.inputSize);
      const target = targets[step];
      if (target === null || target === undefined) continue;
      episodes.targets.set(target, at * sizes.outputSize);
      episodes.mask[at] = 1;
    }
  }
  return episodes;
}
