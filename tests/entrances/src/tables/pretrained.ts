import * as exports from '@ntmjs/pretrained';
import type {Module} from '../entrance.js';

/** The models that the package has, as a URL. */
const from = new URL('../models/', import.meta.resolve('@ntmjs/pretrained'));

export const pretrainedModule: Module = {
  name: 'pretrained',
  exports,
  entrances: {
    loadPretrained: () => ['copy-ntm-feedforward', {from: from.href}],
    pretrainedCard: () => ['copy-ntm-feedforward', {from: from.href}],
  },
};
