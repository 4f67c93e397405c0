import {ArgumentError} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
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

/** The names of all options of weights. */
export const weightOptionNames = [...mapOptionNames, ...recurrentOptionNames] as const;

type MapOptionName = (typeof mapOptionNames)[number];

type RecurrentOptionName = (typeof recurrentOptionNames)[number];

type Options<Name extends MapOptionName | RecurrentOptionName> = {
  readonly [Option in Name]?: SimpleRNNCellLayerArgs[Option] | undefined;
};

/**
 * What the kernels and biases of a cell start from (initializer), what is added to the loss for them (regularizer), and
 * what they are kept to (constraint): as in `tf.layers.lstm`, each by its name or as an object of tfjs.
 */
export type MapOptions = Options<MapOptionName>;

/** The same, and for the kernels that see the state of the step before. */
export type WeightOptions = MapOptions & Options<RecurrentOptionName>;

/** The options as objects of tfjs, those that were given. */
export type ResolvedWeightOptions = {
  readonly [Option in MapOptionName | RecurrentOptionName]?: SimpleRNNCell[Option];
};

type SimpleRNNCell = ReturnType<typeof layers.simpleRNNCell>;

/**
 * Looks up what the options name, as tfjs does. It does so only inside its own cells: hence one that is thrown away.
 *
 * @param path what stands before an option's name in errors: `controller.`
 * @throws ArgumentError if tfjs does not know one
 */
export function resolveWeightOptions(options: WeightOptions, path = ''): ResolvedWeightOptions {
  const given = weightOptionNames.filter((name) => options[name] !== undefined && options[name] !== null);
  return Object.fromEntries(given.map((name) => [name, resolve(name, options[name], path)]));
}

function resolve(name: (typeof weightOptionNames)[number], value: unknown, path: string): unknown {
  try {
    return layers.simpleRNNCell({units: 1, [name]: value})[name];
  } catch (error) {
    const kind = name.replace(/^(kernel|recurrent|bias)/, '').toLowerCase();
    const article = kind === 'initializer' ? 'an' : 'a';
    const expected = `${article} ${kind} that tfjs knows (${(error as Error).message})`;
    throw new ArgumentError(`${path}${name}`, expected, value);
  }
}

/** The options as tfjs writes them down. */
export function weightOptionsConfig(options: ResolvedWeightOptions): tf.serialization.ConfigDict {
  return Object.fromEntries(
    Object.entries(options).map(([name, object]) => [
      name,
      {className: object.getClassName(), config: object.getConfig()},
    ]),
  );
}

/** Checks that no option is given for a kernel of the state where there is none. */
export function refuseRecurrentOptions(options: WeightOptions, reason: string): void {
  for (const name of recurrentOptionNames) {
    if (options[name] !== undefined && options[name] !== null) {
      throw new ArgumentError(name, `omitted: ${reason}`, options[name]);
    }
  }
}

/** Only the options of maps. */
export function mapOptions(options: WeightOptions): MapOptions {
  return Object.fromEntries(mapOptionNames.map((name) => [name, options[name]]));
}
