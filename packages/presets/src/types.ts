import type {TaskConfig} from '@ntmjs/tasks';
import type {RunConfig} from '@ntmjs/training/runs';
import type {AnyArchitecture, ArchitectureName} from './architectures/index.js';

/** The first part of a path: `controller` of `controller.units`. */
type Root<Path> = Path extends `${infer First}.${string}` ? First : Path;

/** The arguments of a layer that a model config may have: those that an option of the architecture sets. */
type ConfigOf<Entry extends AnyArchitecture> = {readonly architecture: Entry['name']} & Pick<
  Parameters<Entry['layer']>[0],
  Extract<
    Root<Entry['options'][keyof Entry['options']] extends {readonly argument: infer Path} ? Path : never>,
    keyof Parameters<Entry['layer']>[0]
  >
>;

/** A model as a run's configuration holds it: the architecture, and arguments of its layer. */
export type ModelConfig = {
  [Entry in AnyArchitecture as Entry['name']]: ConfigOf<Entry>;
}[ArchitectureName];

export type NtmConfig = Extract<ModelConfig, {readonly architecture: 'ntm'}>;

/** Where a preset is from: our measurements, or the paper. */
export const settingsNames = ['measured', 'paper'] as const;

export type SettingsName = (typeof settingsNames)[number];

/** How a model is trained on a task by default. */
export interface Preset {
  /** Where it is from; `general` if nothing was measured for this model on this task. */
  readonly source: SettingsName | 'general';
  /** Options of the task. */
  readonly task: TaskConfig;
  readonly model: ModelConfig;
  readonly training: RunConfig['training'];
}

/** A preset of a table: options of the task default to none, and when the task is solved is the task's fact. */
export interface TablePreset {
  readonly task?: TaskConfig;
  readonly model: ModelConfig;
  readonly training: Omit<Preset['training'], 'solved'>;
}
