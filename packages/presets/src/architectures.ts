import {dnc, lstmBaseline, mann, neuralDeque, neuralQueue, neuralStack, ntm} from '@ntmjs/layers';
import type {RNN} from '@tensorflow/tfjs-layers';

/** An architecture: the layer that it is, and what of the layer's arguments a model in words may say, by a short name each. */
interface ArchitectureEntry {
  /** In a few words. */
  readonly title: string;
  readonly create: (args: never) => RNN;
  readonly options: Readonly<Record<string, string>>;
}

/** What every network with a controller, a memory and an output takes. */
const WITH_MEMORY = {
  controller: 'controller.type',
  units: 'controller.units',
  layers: 'controller.layers',
  rows: 'memory.rows',
  width: 'memory.width',
  outputClip: 'outputClip',
  readGain: 'readGain',
} as const;

/** What a stack, a queue and a deque take. */
const PUSHED_AND_POPPED = {...WITH_MEMORY, pushBias: 'pushBias'} as const;

/** The architectures by the names that they are asked for by; a new one is an entry here, and a model in `general.ts`. */
export const architectures = {
  ntm: {
    title: 'the Neural Turing Machine',
    create: ntm,
    options: {
      ...WITH_MEMORY,
      contents: 'memory.contents',
      heads: 'heads',
      shiftRange: 'shiftRange',
      firstWeighting: 'firstWeighting',
      activation: 'vectorActivation',
      weightingClip: 'weightingClip',
    },
  },
  lstm: {
    title: 'the LSTM without a memory',
    create: lstmBaseline,
    options: {units: 'hiddenUnits', layers: 'layers'},
  },
  dnc: {
    title: 'the Differentiable Neural Computer',
    create: dnc,
    options: {
      ...WITH_MEMORY,
      contents: 'memory.contents',
      readHeads: 'readHeads',
      writeHeads: 'writeHeads',
      contentMask: 'contentMask',
      eraseFreed: 'eraseFreed',
      sharpLinks: 'sharpLinks',
    },
  },
  mann: {
    title: 'the MANN, with least recently used access',
    create: mann,
    options: {
      ...WITH_MEMORY,
      contents: 'memory.contents',
      readHeads: 'readHeads',
      usageDecay: 'usageDecay',
      keyStrength: 'keyStrength',
      addVector: 'addVector',
      activation: 'keyActivation',
    },
  },
  stack: {title: 'the neural stack', create: neuralStack, options: PUSHED_AND_POPPED},
  queue: {title: 'the neural queue', create: neuralQueue, options: PUSHED_AND_POPPED},
  deque: {title: 'the neural deque', create: neuralDeque, options: PUSHED_AND_POPPED},
} as const satisfies Readonly<Record<string, ArchitectureEntry>>;

export type ArchitectureName = keyof typeof architectures;

export const architectureNames = Object.keys(architectures) as ArchitectureName[];

/** Which arguments of an architecture's layer have which short names: `units` is `controller.units`. */
export function optionsOf(architecture: ArchitectureName): Readonly<Partial<Record<string, string>>> {
  return architectures[architecture].options;
}
