import {requireChoice, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import type {Task} from '@ntmjs/tasks';
import {type LayersModel, type RNN, sequential} from '@tensorflow/tfjs-layers';
import {type ArchitectureName, architectureNames, architectures, optionsOf} from './architectures.js';

/** The first word of `controller.units`. */
type Root<Path> = Path extends `${infer First}.${string}` ? First : Path;

/** What of a layer's arguments a configuration holds: those that have a short name in `architectures`. */
type ConfigOf<Name extends ArchitectureName> = {
  readonly architecture: Name;
} & Pick<
  Parameters<(typeof architectures)[Name]['create']>[0],
  Extract<
    Root<(typeof architectures)[Name]['options'][keyof (typeof architectures)[Name]['options']]>,
    keyof Parameters<(typeof architectures)[Name]['create']>[0]
  >
>;

/** A model in words: what a run's configuration holds of it. */
export type ModelConfig = {[Name in ArchitectureName]: ConfigOf<Name>}[ArchitectureName];

export type NtmConfig = ConfigOf<'ntm'>;

/** A model configuration that an older version saved, as today's: `clip` of a layer became `outputClip`. */
function upgradeModelConfig({clip, ...config}: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return clip === undefined ? config : {...config, outputClip: clip};
}

/** Checks that a configuration names an architecture and has only its options. */
function requireConfig(name: string, config: Readonly<Record<string, unknown>>): ArchitectureName {
  const architecture = requireChoice(`${name}.architecture`, config.architecture, architectureNames);
  const roots = Object.values(optionsOf(architecture)).map((path) => path!.replace(/\..*/, ''));
  requireKeys(name, config, ['architecture', ...new Set(roots)]);
  return architecture;
}

/**
 * The model for a task: from its inputs to a logit for each of its outputs, at each step.
 *
 * @throws ArgumentError if the configuration is not one of a model
 */
export function createModel(config: ModelConfig, task: Task, seed: number): LayersModel {
  const current = upgradeModelConfig({...config});
  const name = requireConfig('model', current);
  const {architecture: _, ...args} = current;
  const layer = (architectures[name].create as (args: object) => RNN)({
    ...args,
    units: task.outputSize,
    inputShape: [null, task.inputSize],
    returnSequences: true,
    seed,
    name,
  });
  return sequential({layers: [layer]});
}

/**
 * How many memory rows a saved configuration of a model has; nothing if it has no memory.
 *
 * @throws ArgumentError if it is not one of a model
 */
export function memoryRows(model: Readonly<Record<string, unknown>>): number | undefined {
  if (optionsOf(requireConfig('config.model', upgradeModelConfig(model))).rows === undefined)
    return undefined;
  const {rows} = (model.memory ?? {}) as {readonly rows?: unknown};
  return requirePositiveInteger('config.model.memory.rows', rows);
}
