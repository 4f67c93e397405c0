import type {OptionDeclaration} from '@ntmjs/arguments';
import type {LayerArgs, MemoryAccess} from '@ntmjs/layers';
import type {RNN} from '@tensorflow/tfjs-layers';

/** An option of an architecture: its declaration, and the argument of the layer that it sets. */
export type ArchitectureOption = OptionDeclaration & {
  /** Path of the layer's argument: `controller.units`. */
  readonly argument: string;
  /** How a page offers the option as a number; a list is the number of times that it has each of its choices. */
  readonly field?: NumberField;
};

export interface NumberField {
  /** `Memory rows` */
  readonly title: string;
  /** The smallest value (defaults to 1), and the largest that trains at a usable speed on one core. */
  readonly min?: number;
  readonly max: number;
  /** Values are multiples of it; defaults to 1. */
  readonly step?: number;
}

export type ArchitectureOptions = Readonly<Record<string, ArchitectureOption>>;

/** A model of an architecture: its title, and a config that is reasonable for any task. */
interface ArchitectureModel<Args> {
  readonly title: string;
  readonly config: Partial<Args>;
}

/** Everything that is known of an architecture; the command, the playground and the presets derive from it. */
export interface Architecture<
  Name extends string = string,
  Args = never,
  Options extends ArchitectureOptions = ArchitectureOptions,
  Model extends string = string,
> {
  readonly name: Name;
  readonly title: string;
  /** Makes the layer. */
  readonly layer: (args: Args) => RNN;
  /** The class of the memory access; absent for a network without a memory. */
  readonly access?: (abstract new (...args: never) => MemoryAccess) & {readonly className: string};
  /** Whether `registerAccess` added it: a model config then has the arguments of the access under `access`. */
  readonly isOwn?: true;
  /** The options that a model config, the command and the page may set. */
  readonly options: Options;
  /**
   * The models of this architecture that presets exist for. Where there are several, the type of the controller distinguishes them
   * apart; the first is the default, and the last stands for any other controller.
   */
  readonly models: Readonly<Record<Model, ArchitectureModel<Args>>>;
}

/** Declares an architecture. Its configs are checked against the arguments of its layer. */
export function architecture<
  const Name extends string,
  Args extends object,
  const Options extends ArchitectureOptions,
  Model extends string,
>(entry: Architecture<Name, Args, Options, Model>): Architecture<Name, Args, Options, Model> {
  return entry;
}

type ControllerType = Extract<LayerArgs['controller'], {readonly type: unknown}>['type'];

const controllerTypes = [
  'feedforward',
  'lstm',
  'gru',
  'gruResetAfter',
] as const satisfies readonly ControllerType[];

/** Options of every architecture that couples a controller to a memory. */
export const memoryNetworkOptions = {
  controller: {
    argument: 'controller.type',
    type: 'choice',
    choices: controllerTypes,
    description: 'type of the controller',
  },
  units: {
    argument: 'controller.units',
    type: 'integer',
    min: 1,
    description: 'units of each layer of the controller',
    field: {title: 'Controller units', max: 512},
  },
  layers: {
    argument: 'controller.layers',
    type: 'integer',
    min: 1,
    default: 1,
    description: 'layers of the controller',
  },
  rows: {
    argument: 'memory.rows',
    type: 'integer',
    min: 1,
    description: 'rows of the memory',
    field: {title: 'Memory rows', min: 2, max: 1024},
  },
  width: {
    argument: 'memory.width',
    type: 'integer',
    min: 1,
    description: 'width of a memory row',
    field: {title: 'Memory width', max: 128},
  },
  outputClip: {
    argument: 'outputClip',
    type: 'number',
    above: 0,
    optional: true,
    description: "bound on the elements of the controller's output and of the layer's",
  },
  readGain: {
    argument: 'readGain',
    type: 'number',
    above: 0,
    optional: true,
    description: 'scale of learned gains, 0 at first, on the reads that the controller sees',
  },
  readClip: {
    argument: 'readClip',
    type: 'number',
    above: 0,
    optional: true,
    description: 'bound on the gradient from the controller into its reads',
  },
  firstReads: {
    argument: 'firstReads',
    type: 'choice',
    choices: ['zeros', 'learned'],
    default: 'zeros',
    description: 'reads before the first step',
  },
  firstControllerState: {
    argument: 'firstControllerState',
    type: 'choice',
    choices: ['zeros', 'learned'],
    default: 'zeros',
    description: 'state of the controller before the first step',
  },
} as const satisfies ArchitectureOptions;

/** What a memory holds before the first step, where the architecture lets one choose. */
export const contentsOptions = {
  contents: {
    argument: 'memory.contents',
    type: 'choice',
    choices: ['constant', 'random', 'learned'],
    default: 'constant',
    description: 'initial contents of the memory',
  },
  contentsDeviation: {
    argument: 'memory.deviation',
    type: 'number',
    above: 0,
    default: 0.3,
    description: 'standard deviation of random contents, and of learned ones at first',
  },
} as const satisfies ArchitectureOptions;

/**
 * The initial bias of a part of the heads' interface.
 *
 * @param part its name in `firstBiases` of the layer
 * @param of what it biases
 */
export function firstBiasOption<const Part extends string>(part: Part, of: string) {
  return {
    argument: `firstBiases.${part}`,
    type: 'number',
    optional: true,
    description: `initial bias of ${of}, before its activation`,
  } as const satisfies ArchitectureOption;
}
