import {type OptionDeclarations, requireObject} from '@ntmjs/arguments';
import {parseJson} from '@ntmjs/arguments/files';
import {MOST_THREADS} from '@ntmjs/compile';
import * as v from 'valibot';
import {clipOptions} from '../clipping.js';
import {doublingOptions, steppingOptions} from '../curriculum.js';
import {learningRateDecayOptions} from '../learningRate.js';
import {memorySizeOptions} from '../memorySizes.js';
import {type OptimizerConfig, optimizerDeclaration, optimizerNames} from '../optimizers/createOptimizer.js';
import {optimizerOptions} from '../optimizers/declaration.js';
import {optionEntries} from './optionSchema.js';
import {fields, requireSchema} from './requireSchema.js';
import {FORMAT, upgradeRunFile} from './upgradeRunFile.js';

/** The options of training that are one value each: `training.batch`, … */
export const trainingOptions = {
  batch: {type: 'integer', min: 1, description: 'sequences per training step'},
  sequences: {type: 'integer', min: 1, description: 'sequences to train on, at most'},
  stopWhenSolved: {
    ...{type: 'boolean', default: true},
    description: 'whether training ends once the task is solved',
  },
  compile: {
    type: 'choice',
    choices: ['auto', 'never'],
    default: 'auto',
    description: 'whether as much of a step as possible is compiled, or nothing',
  },
  threads: {
    type: 'integer',
    min: 1,
    max: MOST_THREADS,
    default: 1,
    description: 'threads that share a batch of a compiled step',
  },
  relaxedSimd: {
    type: 'boolean',
    default: false,
    description:
      'whether compiled code fuses products and sums where the JavaScript engine can: faster, and results depend on the machine',
  },
  checkpointEvery: {type: 'integer', min: 1, default: 1000, description: 'sequences between two checkpoints'},
  keep: {type: 'integer', min: 1, default: 1, description: 'the number of checkpoints that are kept'},
  keepBest: {
    ...{type: 'text', optional: true},
    description: 'metric of the task by whose mean the best checkpoint is kept, besides the last ones',
  },
  onNaN: {
    type: 'choice',
    choices: ['stop', 'rewind'],
    default: 'stop',
    description:
      'after a number that is not finite: stop, or go on from the last checkpoint with half the learning rate',
  },
} as const satisfies OptionDeclarations;

/** The options of a run besides its task, model and training. */
export const runOptions = {
  seed: {type: 'integer', description: 'seed of the first weights and of the episodes'},
  backend: {type: 'text', description: 'the backend of TensorFlow.js: cpu, wasm, …'},
} as const satisfies OptionDeclarations;

/** The goal of training: a metric, and either of two thresholds for its mean. */
export const solvedOptions = {
  metric: {type: 'text', description: 'one of the metrics of the task'},
  below: {type: 'number', description: 'solved when the mean of the metric is below this'},
  above: {type: 'number', description: 'solved when the mean of the metric is above this'},
} as const satisfies OptionDeclarations;

const {metric, below, above} = optionEntries(solvedOptions);
const solvedBelow = fields({metric, below});
const solvedAbove = fields({metric, above});
const solved = v.lazy((input) => (Object.hasOwn(Object(input), 'above') ? solvedAbove : solvedBelow));

/** The alternatives of schemas that are chosen by their input, which a JSON Schema lists. */
export const alternatives = new Map<v.GenericSchema, readonly v.GenericSchema[]>([
  [solved, [solvedBelow, solvedAbove]],
]);

const difficulty = v.record(v.string(), v.message(v.pipe(v.number(), v.finite()), 'a finite number'));

const curriculum = v.variant('type', [
  fields({
    type: v.literal('fixed'),
    difficulty: v.pipe(difficulty, v.description('parts of the difficulty, the same for all episodes')),
  }),
  fields({type: v.literal('doubling'), ...optionEntries(doublingOptions)}),
  fields({type: v.literal('stepping'), ...optionEntries(steppingOptions)}),
]);

function optimizerSchema(names: readonly string[]): v.GenericSchema<OptimizerConfig> {
  const schemas = names.map((name) => {
    const declaration = optimizerDeclaration(name);
    const {reference, section} = declaration.source;
    return v.pipe(
      fields({type: v.literal(name), ...optionEntries(optimizerOptions(declaration))}),
      v.description(`${declaration.title} (${reference}, ${section})`),
    );
  });
  return v.variant('type', schemas as never) as v.GenericSchema<OptimizerConfig>;
}

/** A module of the user's. */
const userModule = fields(
  optionEntries({
    path: {
      type: 'text',
      description: 'its path from the working directory, ./my-module.js, or the name of a package',
    },
    sha256: {type: 'text', description: 'the SHA-256 of its file when the run began'},
  } as const),
);

/** The full configuration of a run: it alone determines the run. */
const configSchema = (optimizers: readonly string[]) =>
  fields({
    task: fields({
      name: optionEntries({name: {type: 'text', description: 'the name of the task: copy, …'}} as const).name,
      config: v.pipe(
        v.record(v.string(), v.union([v.number(), v.boolean(), v.string()])),
        v.description('the options of the task'),
      ),
      module: v.optional(
        v.pipe(userModule, v.description('the module that the task is from, if it is no built-in one')),
      ),
    }),
    accessModule: v.optional(
      v.pipe(
        userModule,
        v.description('the module that the memory access is from, if it is no built-in one'),
      ),
    ),
    model: v.pipe(
      v.record(v.string(), v.unknown()),
      v.description('the configuration of the model: architecture, sizes, …'),
    ),
    from: v.optional(
      v.pipe(
        fields(
          optionEntries({
            path: {type: 'text', description: 'the folder of a run or of a saved model'},
            sha256: {type: 'text', description: 'the SHA-256 of its weights, one after another'},
          } as const),
        ),
        v.description('what the first weights are from, if they are not drawn from the seed'),
      ),
    ),
    training: fields({
      ...optionEntries(trainingOptions),
      solved: v.optional(solved),
      optimizer: optimizerSchema(optimizers),
      learningRateDecay: v.optional(fields(optionEntries(learningRateDecayOptions))),
      clip: fields(optionEntries(clipOptions)),
      curriculum: v.optional(curriculum),
      memorySizes: v.optional(v.array(fields(optionEntries(memorySizeOptions)))),
    }),
    ...optionEntries(runOptions),
  });

const versionsSchema = v.pipe(
  v.message(v.record(v.string(), v.string()), 'an object of strings'),
  v.description('versions of the software, by name'),
);

/** The schema of `run.json` with optimizers by these names; all that are registered by default. */
export const runFileSchema = (optimizers: readonly string[] = optimizerNames()) =>
  fields({
    $schema: v.optional(
      v.pipe(v.string(), v.description('the JSON Schema that editors check this file with')),
    ),
    format: v.literal(FORMAT),
    created: v.message(v.pipe(v.string(), v.isoTimestamp()), 'a time such as 2014-10-20T12:00:00.000Z'),
    versions: versionsSchema,
    config: configSchema(optimizers),
  });

export type RunConfig = v.InferOutput<ReturnType<typeof configSchema>>;

/** What `run.json` holds. */
export type RunFile = v.InferOutput<ReturnType<typeof runFileSchema>>;

/**
 * The contents of `run.json` for a run that starts now.
 *
 * @throws ArgumentError if the configuration is not one of a run, or a version no string
 */
export function runFile(config: RunConfig, versions: Record<string, string>): RunFile {
  requireObject('config', config, 'the configuration of a run');
  requireObject('versions', versions, 'an object of strings');
  return {
    format: FORMAT,
    created: new Date().toISOString(),
    versions: requireSchema(versionsSchema, versions, 'versions'),
    config: requireSchema(configSchema(optimizerNames()), config),
  };
}

/**
 * Reads a `run.json`, also of older versions.
 *
 * @param path for the error
 * @param json its text, or the bytes of it
 * @throws ArgumentError that names the file and the field, what it must be and what it was
 */
export function parseRunFile(path: string, json: string | Uint8Array): RunFile {
  return requireSchema(runFileSchema(), upgradeRunFile(parseJson(path, json)), path);
}
