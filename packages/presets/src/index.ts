export type {
  Architecture,
  ArchitectureOption,
  ArchitectureOptions,
  NumberField,
} from './architectures/architecture.js';
export {
  type AnyArchitecture,
  type ArchitectureName,
  architectureNames,
  architectures,
  type ModelName,
  optionsOf,
} from './architectures/index.js';
export {
  configOfAccess,
  configOfLayer,
  createModel,
  hasFixedRows,
  memoryRows,
  modelConfigs,
  modelNameFor,
  modelNameOf,
  modelNames,
  modelTitles,
  requireModelConfig,
  upgradeModelConfig,
  valueAt,
  withValueAt,
} from './model.js';
export {type AccessClass, registerAccess} from './ownAccess.js';
export {
  isPaperModel,
  isPaperTask,
  type PaperBaselineArgs,
  type PaperModel,
  type PaperModelName,
  type PaperModels,
  type PaperNtmArgs,
  type PaperTask,
  paperModelNames,
  paperModels,
  paperTasks,
} from './paper.js';
export {fittingTraining, presetFor} from './preset.js';
export {requireModelOf} from './requireModelOf.js';
export {type ModelConfig, type NtmConfig, type Preset, type SettingsName, settingsNames} from './types.js';
