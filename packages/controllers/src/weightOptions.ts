import {ArgumentError, requireObject, requireSameCopy, requireText} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {layers, type SimpleRNNCellLayerArgs} from '@tensorflow/tfjs-layers';

const mapOptionNames = [
  'kernelInitializer',
  'biasInitializer',
  'kernelRegularizer',
  'biasRegularizer',
  'kernelConstraint',
  'biasConstraint',
] as const;

const recurrentOptionNames = ['recurrentInitializer', 'recurrentRegularizer', 'recurrentConstraint'] as const;

/** The names of all weight options. */
export const weightOptionNames = [...mapOptionNames, ...recurrentOptionNames] as const;

type MapOptionName = (typeof mapOptionNames)[number];

type RecurrentOptionName = (typeof recurrentOptionNames)[number];

type Options<Name extends MapOptionName | RecurrentOptionName> = {
  readonly [Option in Name]?: SimpleRNNCellLayerArgs[Option] | undefined;
};

/**
 * Initializers, regularizers and constraints of the kernels and biases of a cell, as in `tf.layers.lstm`: each by name or as a tfjs
 * object.
 */
export type MapOptions = Options<MapOptionName>;

/** The same, and those of recurrent kernels, which see the previous state. */
export type WeightOptions = MapOptions & Options<RecurrentOptionName>;

/** The options that are set, as tfjs objects. */
export type ResolvedWeightOptions = {
  readonly [Option in MapOptionName | RecurrentOptionName]?: SimpleRNNCell[Option];
};

type SimpleRNNCell = ReturnType<typeof layers.simpleRNNCell>;

/**
 * Resolves names to tfjs objects. tfjs does so only inside its own cells, so this creates one and discards it.
 *
 * @param path prefix of an option's name in errors: `controller.`
 * @throws ArgumentError if tfjs does not know a name, or an object is of another copy of it
 */
export function resolveWeightOptions(options: WeightOptions, path = ''): ResolvedWeightOptions {
  const given = weightOptionNames.filter((name) => options[name] !== undefined && options[name] !== null);
  return Object.fromEntries(given.map((name) => [name, resolve(name, options[name], path)]));
}

function resolve(name: (typeof weightOptionNames)[number], value: unknown, path: string): unknown {
  requireSameCopy(`${path}${name}`, value, 'weightOption', tf.serialization.Serializable);
  const kind = name.replace(/^(kernel|recurrent|bias)/, '').toLowerCase();
  const expected = `${kind === 'initializer' ? 'an' : 'a'} ${kind} that tfjs knows`;
  // tfjs takes NaN, '' and the like for none.
  if (!value) throw new ArgumentError(`${path}${name}`, expected, value);
  try {
    return layers.simpleRNNCell({units: 1, [name]: value})[name];
  } catch (error) {
    throw new ArgumentError(`${path}${name}`, `${expected} (${(error as Error).message})`, value);
  }
}

/** Serializes the options as tfjs does. */
export function weightOptionsConfig(options: ResolvedWeightOptions): tf.serialization.ConfigDict {
  return Object.fromEntries(
    Object.entries(options).map(([name, object]) => [
      name,
      {className: object.getClassName(), config: object.getConfig()},
    ]),
  );
}

/** Throws an `ArgumentError` if an option of recurrent kernels is set, for cells that have none. */
export function refuseRecurrentOptions(options: WeightOptions, reason: string): void {
  requireObject('options', options, 'an object with weight options');
  requireText('reason', reason);
  for (const name of recurrentOptionNames) {
    if (options[name] !== undefined && options[name] !== null) {
      throw new ArgumentError(name, `omitted: ${reason}`, options[name]);
    }
  }
}

/** The options without those of recurrent kernels. */
export function mapOptions(options: WeightOptions): MapOptions {
  requireObject('options', options, 'an object with weight options');
  return Object.fromEntries(mapOptionNames.map((name) => [name, options[name]]));
}
