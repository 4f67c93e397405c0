export {type ArchitectureName, architectureNames, architectures, optionsOf} from './architectures.js';
export {fittingTask} from './fitting.js';
export {isPaperTask, paperTasks} from './general.js';
export {createModel, type ModelConfig, memoryRows, type NtmConfig} from './model.js';
export {
  isPaperModel,
  type ModelName,
  modelNameOf,
  modelNames,
  modelTitles,
  type PaperModelName,
  paperModelNames,
} from './modelNames.js';
export {
  type PaperBaselineArgs,
  type PaperModel,
  type PaperModels,
  type PaperNtmArgs,
  type PaperTask,
  paperModels,
} from './paperModels.js';
export {type Preset, presetFor, type SettingsName, settingsNames} from './preset.js';
