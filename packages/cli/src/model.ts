import {requireChoice, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {compile} from '@ntmjs/compile';
import {type NtmArgs, ntm} from '@ntmjs/layers';
import type {Task} from '@ntmjs/tasks';
import {type LayersModel, RNN, sequential} from '@tensorflow/tfjs-layers';

/** The architectures that can be asked for by name. */
const architectures = ['ntm'] as const;

/** A model in words: what a run's configuration holds of it. */
export type ModelConfig = {readonly architecture: (typeof architectures)[number]} & Pick<
  NtmArgs,
  'controller' | 'memory' | 'heads' | 'shiftRange' | 'firstWeighting' | 'vectorActivation' | 'weightingClip'
>;

const OPTIONS = [
  'architecture',
  'controller',
  'memory',
  'heads',
  'shiftRange',
  'firstWeighting',
  'vectorActivation',
  'weightingClip',
];

/**
 * The model for a task: from its inputs to a logit for each of its outputs, at each step.
 *
 * @throws ArgumentError if the configuration is not one of a model
 */
export function createModel(config: ModelConfig, task: Task, seed: number): LayersModel {
  const {architecture, ...args} = requireKeys('model', config, OPTIONS);
  requireChoice('model.architecture', architecture, architectures);
  const layer = ntm({
    ...args,
    units: task.outputSize,
    inputShape: [null, task.inputSize],
    returnSequences: true,
    seed,
    name: architecture,
  });
  return sequential({layers: [layer]});
}

/**
 * How many memory rows a saved configuration of a model has.
 *
 * @throws ArgumentError if it is not one of a model
 */
export function memoryRows(model: Readonly<Record<string, unknown>>): number {
  requireKeys('config.model', model, OPTIONS);
  requireChoice('config.model.architecture', model.architecture, architectures);
  const memory = model.memory as {readonly rows?: unknown} | undefined;
  return requirePositiveInteger('config.model.memory.rows', memory?.rows);
}

/** Lets every recurrent layer of a model run compiled; one that cannot be goes on as it is, and says so. */
export function compileLayers(model: LayersModel): void {
  for (const layer of model.layers) if (layer instanceof RNN) compile(layer, {fallback: 'eager'});
}
