import {ArgumentError, renameArguments, requireChoice} from '@ntmjs/arguments';
import {withRows} from '@ntmjs/layers';
import {
  type ArchitectureName,
  architectureNames,
  type ModelConfig,
  type ModelName,
  modelNameFor,
  optionsOf,
  type Preset,
  withValueAt,
} from '@ntmjs/presets';
import {accessModuleOf, loadAccessModule} from '@ntmjs/presets/modules';
import type {RunConfig} from '@ntmjs/training/runs';
import {type ModelOptions, modelOptionNames} from './modelOptions.js';
import {optionName} from './options.js';
import {optionFor, type TrainOptions} from './trainOptions.js';

/**
 * The options with the architecture of the module that `--access` names, which is then loaded.
 *
 * @throws ArgumentError if there is no such module, or an architecture is given too
 */
export async function withAccess<Options extends ModelOptions>({access, ...options}: Options) {
  if (access === undefined) return options;
  const {architecture} = options;
  if (architecture !== undefined)
    throw new ArgumentError('--architecture', 'omitted with --access', architecture);
  const loaded = await renameArguments(optionFor, () => loadAccessModule(access));
  return {...options, architecture: loaded};
}

/**
 * The model whose preset is used.
 *
 * @throws ArgumentError if the architecture is unknown
 */
export function presetModel({architecture, controller}: TrainOptions): ModelName {
  const [usual] = architectureNames;
  return modelNameFor(requireChoice('--architecture', architecture ?? usual, architectureNames), controller);
}

/**
 * The model config of a preset, changed by the options.
 *
 * @throws ArgumentError if an option is not one of the architecture
 */
export function modelConfig(preset: ModelConfig, options: TrainOptions): ModelConfig {
  const {architecture} = preset;
  const known = optionsOf(architecture);
  const {accessOption = {}} = options;
  const ofAccess = Object.keys(known).filter((name) => known[name]!.argument === `access.${name}`);
  for (const name of Object.keys(accessOption)) {
    if (ofAccess.length > 0) requireChoice('--access-option', name, ofAccess);
    else throw new ArgumentError('--access-option', 'omitted without --access', name);
  }
  const given = Object.fromEntries(modelOptionNames.map((name) => [name, options[name]]));
  return Object.entries({...accessOption, ...given})
    .filter(([, value]) => value !== undefined)
    .reduce((config, [name, value]) => {
      const option = known[name];
      if (option === undefined) throw notOf(architecture, name, value);
      return withValueAt(config, option.argument, value);
    }, preset);
}

/** An option that an architecture does not have. */
function notOf(architecture: ArchitectureName, option: string, value: unknown): ArgumentError {
  const names: readonly string[] = modelOptionNames;
  const all = Object.keys(optionsOf(architecture)).map((name) =>
    names.includes(name) ? optionName(name) : `--access-option ${name}`,
  );
  const own = accessModuleOf(architecture);
  const what = own === undefined ? `--architecture ${architecture}` : `--access ${own.path}`;
  const expected = `omitted with ${what}, whose options are ${all.join(', ')}`;
  return new ArgumentError(optionName(option), expected, value);
}

/**
 * The training: the preset, changed where options say so.
 *
 * @throws ArgumentError if both options are given that say when a task is solved, or there is no curriculum that others could change
 */
export function trainingConfig(preset: Preset['training'], options: TrainOptions): RunConfig['training'] {
  const {batch, sequences, solved, solvedAbove, stopWhenSolved} = options;
  const {optimizer, learningRate, optimizerOption, decay, clip, clipNorm} = options;
  const {memorySize, checkpointEvery, keep, keepBest, onNan, threads, relaxedSimd, eager} = options;
  if (solved !== undefined && solvedAbove !== undefined) {
    throw new ArgumentError('--solved-above', 'omitted with --solved', solvedAbove);
  }
  return {
    ...preset,
    ...given({
      batch,
      sequences,
      solved: solved ?? solvedAbove,
      learningRateDecay: decay,
      curriculum: curriculumConfig(preset.curriculum, options),
      memorySizes: memorySize,
      checkpointEvery,
      keep,
      keepBest,
      onNaN: onNan,
      threads,
      relaxedSimd,
    }),
    stopWhenSolved: stopWhenSolved ?? false,
    optimizer: {...ofType(preset.optimizer, optimizer), ...optimizerOption, ...given({learningRate})},
    clip: {...preset.clip, ...given({elementwise: clip, globalNorm: clipNorm})},
    ...(eager && {compile: 'never'}),
  } as RunConfig['training'];
}

/** The curriculum: without `--curriculum` it is that of the preset, changed by the other options. */
function curriculumConfig(preset: object | undefined, {curriculum, ...options}: TrainOptions) {
  const {advanceBelow: below, advanceBy: step, advanceMetric: metric, practice} = options;
  const changes = given({...curriculum, below, step, metric, practice});
  if (Object.keys(changes).length === 0) return preset;
  if (curriculum === undefined && preset === undefined) {
    throw new ArgumentError('--curriculum', 'given: the preset has no curriculum', undefined);
  }
  const type = step === undefined ? {} : {type: 'stepping'};
  return {type: 'doubling', ...(curriculum === undefined && preset), ...changes, ...type};
}

/** What `train` takes of a run's training: all but what the command does itself, to save checkpoints and to rewind. */
export function ofLoop({checkpointEvery, keep, keepBest, onNaN, ...loop}: RunConfig['training']) {
  return {...loop, withRows};
}

/** An optimizer of another type has nothing of the preset's but its rate. */
function ofType(preset: RunConfig['training']['optimizer'], type: string | undefined): object {
  return type === undefined || type === preset.type ? preset : {type, learningRate: preset.learningRate};
}

/** The entries that were given. */
function given(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
