import {
  ArgumentError,
  type OptionDeclaration,
  type OptionDeclarations,
  requireDeclarations,
  requireOption,
  requireText,
} from '@ntmjs/arguments';
import {firstDifference} from '@ntmjs/arguments/files';
import {type LayerArgs, MemoryAccess, memoryLayer} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Architecture,
  type ArchitectureOption,
  memoryNetworkOptions,
} from './architectures/architecture.js';
import {
  type AnyArchitecture,
  type ArchitectureName,
  addArchitecture,
  architectures,
} from './architectures/index.js';
import {addModels} from './model.js';

/** A class of memory accesses of one's own. */
export interface AccessClass {
  /** By which models are saved, and which names its architecture and its model. */
  readonly className: string;
  /**
   * The arguments of its constructor, which takes an object with a value for each. All but `rows` and `width` have a default or are optional.
   * Defaults to `rows` and `width` alone.
   */
  readonly options?: OptionDeclarations;
  new (args: never): MemoryAccess;
}

/** The arguments of an access that declares none, and the sizes of a memory where its access has no default. */
const sizes = {
  rows: {type: 'integer', min: 1, default: 128, description: 'rows of the memory'},
  width: {type: 'integer', min: 1, default: 20, description: 'width of a memory row'},
} as const satisfies OptionDeclarations;

const {rows: _, width: __, ...ofNetwork} = memoryNetworkOptions;

/**
 * Makes an architecture of a memory access of one's own, named as its class: model configs, and so whatever trains, evaluates and reports
 * models by name, may have it, as `{architecture: 'RingAccess', controller: {type: 'lstm', units: 100}, access: {rows: 128, width: 20}}`.
 * Its general config has an LSTM of 100 units, and the defaults of the access.
 *
 * @param access the class; it is also registered with TensorFlow.js, if it is not yet
 * @returns the name of the architecture, and of its model
 * @throws ArgumentError if it is no class of memory accesses, its name is taken, or an access with its defaults is not as a layer needs it
 */
export function registerAccess(access: AccessClass): ArchitectureName {
  const className = requireAccessClass(access);
  const options = optionsOfAccess(className, access.options ?? sizes);
  const config = Object.fromEntries(
    Object.entries(options).flatMap(([name, {default: usual}]) =>
      usual === undefined ? [] : [[name, usual]],
    ),
  );
  const entry: Architecture<string, LayerArgs & {readonly access: object}> = {
    name: className,
    title: className,
    isOwn: true,
    access: access as never,
    layer: ({access: args, ...others}) => memoryLayer({...others, access: create(access, args)}),
    options: {
      ...ofNetwork,
      ...Object.fromEntries(
        Object.entries(options).map(([name, option]) => [name, {...option, argument: `access.${name}`}]),
      ),
    } satisfies Record<string, ArchitectureOption>,
    models: {
      [className]: {title: className, config: {controller: {type: 'lstm', units: 100}, access: config}},
    },
  };
  requireWorking(entry, config);
  tf.serialization.registerClass(access as never);
  addArchitecture(entry as unknown as AnyArchitecture);
  addModels(entry as unknown as AnyArchitecture);
  return className as ArchitectureName;
}

/** The name of a class of memory accesses; throws an `ArgumentError` if it is none, or the name is taken. */
function requireAccessClass(access: AccessClass): string {
  if (typeof access !== 'function' || !(access.prototype instanceof MemoryAccess)) {
    const expected = 'a class that extends MemoryAccess, of the same copy of @ntmjs/layers';
    throw new ArgumentError('access', expected, access);
  }
  const className = requireText('access.className', access.className);
  const [registered] = tf.serialization.SerializationMap.getMap().classNameMap[className] ?? [access];
  if (architectures.some(({name}) => name === className) || (registered as unknown) !== access) {
    throw new ArgumentError('access.className', 'a name that no other access or layer has', className);
  }
  return className;
}

/** The declared arguments of an access, with a default of each size. */
function optionsOfAccess(className: string, declared: OptionDeclarations): OptionDeclarations {
  requireDeclarations('access.options', declared);
  const entries = Object.entries(declared).map(([name, option]): [string, OptionDeclaration] => {
    const argument = `access.options.${name}`;
    if (Object.hasOwn(ofNetwork, name)) {
      throw new ArgumentError(argument, 'one that no other part of the network has', `${className}.${name}`);
    }
    if (option.default !== undefined || option.optional) return [name, option];
    if (name !== 'rows' && name !== 'width') {
      throw new ArgumentError(`${argument}.default`, 'given, unless the option is optional', option.default);
    }
    const usual = requireOption(`${argument}.default`, sizes[name].default, option);
    return [name, {...option, default: usual} as OptionDeclaration];
  });
  return Object.fromEntries(entries);
}

/** Creates an access; an argument that its constructor refuses is named with its path in a model config. */
function create(access: AccessClass, args: object): MemoryAccess {
  try {
    return new access(args as never);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new ArgumentError(`access.${error.argument}`, error.expected, error.actual, error.hint);
  }
}

/** Checks that a layer can be made with the default arguments, and that a saved model finds them again. */
function requireWorking(
  {name, layer}: Architecture<string, LayerArgs & {readonly access: object}>,
  config: Readonly<Record<string, unknown>>,
): void {
  const {cell} = layer({units: 1, controller: {type: 'feedforward', units: 1}, access: config}) as ReturnType<
    typeof memoryLayer
  >;
  const args = Object.entries(cell.access.getConfig()).filter(([, value]) => value !== null);
  const difference = firstDifference(Object.fromEntries(args), config);
  if (difference === undefined) return;
  const path = [`${name}.getConfig()`, ...difference.path].join('.');
  const expected = 'what the constructor was given, since saved models are made of it';
  throw new ArgumentError(path, expected, difference.one);
}
