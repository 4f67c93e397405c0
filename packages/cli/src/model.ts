import {requireChoice, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {compile} from '@ntmjs/compile';
import {type LstmBaselineArgs, lstmBaseline, type NtmArgs, ntm} from '@ntmjs/layers';
import type {Task} from '@ntmjs/tasks';
import {type LayersModel, RNN, sequential} from '@tensorflow/tfjs-layers';

/** The architectures that can be asked for by name: the Neural Turing Machine, and the LSTM baseline. */
export const architectures = ['ntm', 'lstm'] as const;

const NTM_OPTIONS = [
  'controller',
  'memory',
  'heads',
  'shiftRange',
  'firstWeighting',
  'vectorActivation',
  'weightingClip',
] as const;

const LSTM_OPTIONS = ['hiddenUnits', 'layers'] as const;

export type NtmConfig = {readonly architecture: 'ntm'} & Pick<NtmArgs, (typeof NTM_OPTIONS)[number]>;

export type LstmConfig = {readonly architecture: 'lstm'} & Pick<
  LstmBaselineArgs,
  (typeof LSTM_OPTIONS)[number]
>;

/** A model in words: what a run's configuration holds of it. */
export type ModelConfig = NtmConfig | LstmConfig;

/** Checks that a configuration names an architecture and has only its options. */
function requireConfig(name: string, config: Readonly<Record<string, unknown>>): void {
  const architecture = requireChoice(`${name}.architecture`, config.architecture, architectures);
  const options = architecture === 'ntm' ? NTM_OPTIONS : LSTM_OPTIONS;
  requireKeys(name, config, ['architecture', ...options]);
}

/**
 * The model for a task: from its inputs to a logit for each of its outputs, at each step.
 *
 * @throws ArgumentError if the configuration is not one of a model
 */
export function createModel(config: ModelConfig, task: Task, seed: number): LayersModel {
  requireConfig('model', config);
  const widths = {
    units: task.outputSize,
    inputShape: [null, task.inputSize],
    returnSequences: true,
    seed,
    name: config.architecture,
  };
  const {architecture, ...args} = config;
  const layer =
    architecture === 'ntm'
      ? ntm({...(args as Omit<NtmConfig, 'architecture'>), ...widths})
      : lstmBaseline({...(args as Omit<LstmConfig, 'architecture'>), ...widths});
  return sequential({layers: [layer]});
}

/**
 * How many memory rows a saved configuration of a model has; nothing if it has no memory.
 *
 * @throws ArgumentError if it is not one of a model
 */
export function memoryRows(model: Readonly<Record<string, unknown>>): number | undefined {
  requireConfig('config.model', model);
  if (model.architecture !== 'ntm') return undefined;
  const {rows} = (model.memory ?? {}) as {readonly rows?: unknown};
  return requirePositiveInteger('config.model.memory.rows', rows);
}

/** Lets every recurrent layer of a model run compiled; one that cannot be goes on as it is, and says so. */
export function compileLayers(model: LayersModel): void {
  for (const layer of model.layers) if (layer instanceof RNN) compile(layer, {fallback: 'eager'});
}
