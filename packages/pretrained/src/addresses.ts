import type {PretrainedName} from './names.js';

/** The files of a model. */
export const pretrainedFiles = ['card.json', 'model.json', 'weights.bin'] as const;

type PretrainedFile = (typeof pretrainedFiles)[number];

/**
 * The URL of each file in this package. All are written out, since most bundlers find, copy and rename files only by a
 * literal `new URL('…', import.meta.url)`.
 */
const addresses: Readonly<Record<PretrainedName, Readonly<Record<PretrainedFile, () => URL>>>> = {
  'copy-ntm-feedforward': {
    'card.json': () => new URL('../models/copy-ntm-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/copy-ntm-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/copy-ntm-feedforward/weights.bin', import.meta.url),
  },
  'copy-ntm-lstm': {
    'card.json': () => new URL('../models/copy-ntm-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/copy-ntm-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/copy-ntm-lstm/weights.bin', import.meta.url),
  },
  'repeat-copy-ntm-feedforward': {
    'card.json': () => new URL('../models/repeat-copy-ntm-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/repeat-copy-ntm-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/repeat-copy-ntm-feedforward/weights.bin', import.meta.url),
  },
  'repeat-copy-ntm-lstm': {
    'card.json': () => new URL('../models/repeat-copy-ntm-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/repeat-copy-ntm-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/repeat-copy-ntm-lstm/weights.bin', import.meta.url),
  },
  'associative-recall-ntm-feedforward': {
    'card.json': () => new URL('../models/associative-recall-ntm-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/associative-recall-ntm-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/associative-recall-ntm-feedforward/weights.bin', import.meta.url),
  },
  'associative-recall-ntm-lstm': {
    'card.json': () => new URL('../models/associative-recall-ntm-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/associative-recall-ntm-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/associative-recall-ntm-lstm/weights.bin', import.meta.url),
  },
  'n-grams-ntm-feedforward': {
    'card.json': () => new URL('../models/n-grams-ntm-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/n-grams-ntm-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/n-grams-ntm-feedforward/weights.bin', import.meta.url),
  },
  'n-grams-ntm-lstm': {
    'card.json': () => new URL('../models/n-grams-ntm-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/n-grams-ntm-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/n-grams-ntm-lstm/weights.bin', import.meta.url),
  },
  'priority-sort-ntm-feedforward': {
    'card.json': () => new URL('../models/priority-sort-ntm-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/priority-sort-ntm-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/priority-sort-ntm-feedforward/weights.bin', import.meta.url),
  },
  'priority-sort-ntm-lstm': {
    'card.json': () => new URL('../models/priority-sort-ntm-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/priority-sort-ntm-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/priority-sort-ntm-lstm/weights.bin', import.meta.url),
  },
};

/** The URL of a model's file in this package. */
export function addressOf(name: PretrainedName, file: PretrainedFile): URL {
  return addresses[name][file]();
}
