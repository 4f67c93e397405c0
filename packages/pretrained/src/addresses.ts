import type {PretrainedName} from './names.js';

export type PretrainedFile = 'card.json' | 'model.json' | 'weights.bin';

/**
 * Where each file lies in this package. All of them are written out, since bundlers find, copy and rename files by the
 * form `new URL('…', import.meta.url)`, and most of them only if the text is there as it is.
 */
const addresses: Readonly<Record<PretrainedName, Readonly<Record<PretrainedFile, () => URL>>>> = {
  'copy-feedforward': {
    'card.json': () => new URL('../models/copy-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/copy-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/copy-feedforward/weights.bin', import.meta.url),
  },
  'copy-lstm': {
    'card.json': () => new URL('../models/copy-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/copy-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/copy-lstm/weights.bin', import.meta.url),
  },
  'repeat-copy-feedforward': {
    'card.json': () => new URL('../models/repeat-copy-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/repeat-copy-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/repeat-copy-feedforward/weights.bin', import.meta.url),
  },
  'repeat-copy-lstm': {
    'card.json': () => new URL('../models/repeat-copy-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/repeat-copy-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/repeat-copy-lstm/weights.bin', import.meta.url),
  },
  'associative-recall-feedforward': {
    'card.json': () => new URL('../models/associative-recall-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/associative-recall-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/associative-recall-feedforward/weights.bin', import.meta.url),
  },
  'associative-recall-lstm': {
    'card.json': () => new URL('../models/associative-recall-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/associative-recall-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/associative-recall-lstm/weights.bin', import.meta.url),
  },
  'n-grams-feedforward': {
    'card.json': () => new URL('../models/n-grams-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/n-grams-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/n-grams-feedforward/weights.bin', import.meta.url),
  },
  'n-grams-lstm': {
    'card.json': () => new URL('../models/n-grams-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/n-grams-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/n-grams-lstm/weights.bin', import.meta.url),
  },
  'priority-sort-feedforward': {
    'card.json': () => new URL('../models/priority-sort-feedforward/card.json', import.meta.url),
    'model.json': () => new URL('../models/priority-sort-feedforward/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/priority-sort-feedforward/weights.bin', import.meta.url),
  },
  'priority-sort-lstm': {
    'card.json': () => new URL('../models/priority-sort-lstm/card.json', import.meta.url),
    'model.json': () => new URL('../models/priority-sort-lstm/model.json', import.meta.url),
    'weights.bin': () => new URL('../models/priority-sort-lstm/weights.bin', import.meta.url),
  },
};

/** The address of a model's file in this package. */
export function addressOf(name: PretrainedName, file: PretrainedFile): URL {
  return addresses[name][file]();
}
