import type {PaperModelName, PaperTask} from '@ntmjs/presets';

/**
 * What the paper says of its runs, in words. What was read from a figure is only as exact as that.
 *
 * @see Graves et al. 2014, figures 3–18
 */
export const paperResults: Readonly<Record<PaperTask, Readonly<Record<PaperModelName, string>>>> = {
  copy: {
    'ntm-feedforward': 'about 0 bits after 100k',
    'ntm-lstm': 'about 0 bits after 200k',
    lstm: 'about 2 bits after 1M',
  },
  'repeat-copy': {
    'ntm-feedforward': 'about 0 bits after 100k',
    'ntm-lstm': 'about 0 bits after 100k',
    lstm: 'about 0 bits, after many times as many',
  },
  'associative-recall': {
    'ntm-feedforward': 'about 0 bits after 30k',
    'ntm-lstm': 'about 0 bits after 100k',
    lstm: 'not 0 bits after 1M',
  },
  'n-grams': {
    'ntm-feedforward': 'about 133–134 bits (optimum 131–133)',
    'ntm-lstm': 'about 133–134 bits (optimum 131–133)',
    lstm: 'about 136–137 bits',
  },
  'priority-sort': {
    'ntm-feedforward': 'about 20 bits after 1M',
    'ntm-lstm': 'about 18 bits after 1M',
    lstm: 'about 58 bits after 1M',
  },
};
