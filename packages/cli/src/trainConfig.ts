import {ArgumentError, requireChoice} from '@ntmjs/arguments';
import type {RunConfig} from '@ntmjs/training/runs';
import {architectures, type LstmConfig, type ModelConfig, type NtmConfig} from './model.js';
import {optionName} from './options.js';
import type {ModelName, Preset} from './presets/preset.js';
import type {TrainOptions} from './trainOptions.js';

/**
 * The model that settings are looked up for: a GRU is trained as an LSTM is.
 *
 * @throws ArgumentError if the architecture is unknown
 */
export function presetModel({architecture = 'ntm', controller = 'feedforward'}: TrainOptions): ModelName {
  if (requireChoice('--architecture', architecture, architectures) === 'lstm') return 'baseline';
  return controller === 'feedforward' ? 'feedforward' : 'lstm';
}

/**
 * The model: the preset, changed where options say so.
 *
 * @throws ArgumentError if an option is not one of the architecture
 */
export function modelConfig(preset: ModelConfig, options: TrainOptions): ModelConfig {
  return preset.architecture === 'lstm' ? lstmConfig(preset, options) : ntmConfig(preset, options);
}

/** The options of an architecture with a controller, heads and a memory. */
const MEMORY_OPTIONS = [
  'controller',
  'rows',
  'width',
  'contents',
  'heads',
  'shiftRange',
  'firstWeighting',
  'activation',
  'weightingClip',
] as const satisfies (keyof TrainOptions)[];

function lstmConfig(preset: LstmConfig, options: TrainOptions): LstmConfig {
  const unused = MEMORY_OPTIONS.find((option) => options[option] !== undefined);
  if (unused !== undefined) {
    const expected = 'left out with --architecture lstm, which has no memory';
    throw new ArgumentError(optionName(unused), expected, options[unused]);
  }
  const {units, layers} = options;
  return {...preset, ...given({hiddenUnits: units, layers})};
}

function ntmConfig(preset: NtmConfig, options: TrainOptions): NtmConfig {
  const {controller, units, layers, rows, width, contents, heads} = options;
  const {shiftRange, firstWeighting, activation, weightingClip} = options;
  return {
    ...preset,
    controller: {...preset.controller, ...given({type: controller, units, layers})},
    memory: {...preset.memory, ...given({rows, width, contents})},
    ...given({heads, shiftRange, firstWeighting, vectorActivation: activation, weightingClip}),
  } as NtmConfig;
}

/**
 * The training: the preset, changed where options say so.
 *
 * @throws ArgumentError if only one of the two options of a curriculum is given
 */
export function trainingConfig(preset: Preset['training'], options: TrainOptions): RunConfig['training'] {
  const {batch, sequences, solved, stopWhenSolved, optimizer, learningRate, decay, clip, clipNorm} = options;
  const {curriculum, advanceBelow, checkpointEvery, keep, onNan, threads, eager} = options;
  if (curriculum === undefined && advanceBelow !== undefined) {
    throw new ArgumentError('--advance-below', 'left out without --curriculum', advanceBelow);
  }
  if (curriculum !== undefined && advanceBelow === undefined) {
    throw new ArgumentError('--advance-below', 'given with --curriculum', advanceBelow);
  }
  return {
    ...preset,
    ...given({
      batch,
      sequences,
      solved,
      learningRateDecay: decay,
      checkpointEvery,
      keep,
      onNaN: onNan,
      threads,
    }),
    stopWhenSolved: stopWhenSolved ?? false,
    optimizer: {...ofType(preset.optimizer, optimizer), ...given({learningRate})},
    clip: {...preset.clip, ...given({elementwise: clip, globalNorm: clipNorm})},
    ...(curriculum && {curriculum: {type: 'doubling', ...curriculum, below: advanceBelow}}),
    ...(eager && {compile: 'never'}),
  } as RunConfig['training'];
}

/** An optimiser of another type has nothing of the preset's but its rate. */
function ofType(preset: RunConfig['training']['optimizer'], type: string | undefined): object {
  return type === undefined || type === preset.type ? preset : {type, learningRate: preset.learningRate};
}

/** The entries that were given. */
function given(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
