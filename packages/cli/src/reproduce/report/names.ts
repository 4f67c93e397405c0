import type {ModelName} from '../../presets/preset.js';

/** The models as a reader knows them. */
export const modelTitles: Readonly<Record<ModelName, string>> = {
  feedforward: 'NTM, feedforward controller',
  lstm: 'NTM, LSTM controller',
  baseline: 'LSTM',
};

/** The tasks as a reader knows them. */
export const taskTitles: Readonly<Record<string, string>> = {
  copy: 'Copy',
  'repeat-copy': 'Repeat copy',
  'associative-recall': 'Associative recall',
  'n-grams': 'Dynamic n-grams',
  'priority-sort': 'Priority sort',
};
