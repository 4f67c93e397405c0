import * as tf from '@tensorflow/tfjs-core';
import type {Algebra, UpdateRule} from '../../runtime/updateRule.js';

/** Values of a step by name: `weight`, `gradient`, `learningRate`, slots and scalars. */
type Values<T> = Readonly<Record<string, T>>;

/** An optimizer of tfjs, described so that its step can be compiled with the same arithmetic. */
interface Description<Members> {
  /** The running values: the list that holds them, the ending of their names, and their first value, 0 by default. */
  readonly slots: Readonly<
    Record<string, {readonly list: keyof Members; readonly ending: string; readonly first?: keyof Members}>
  >;
  /** Where it is not `learningRate`. */
  learningRate?(members: Members): number;
  /** Numbers of a step, read from the optimizer. */
  scalars?(members: Members, step: number): Readonly<Record<string, number>>;
  update<T>(algebra: Algebra<T>, values: Values<T>, members: Members): Values<T>;
  /** Sets what else the optimizer keeps, after a number of steps. */
  advance?(members: Members, steps: number): void;
}

/** A running value as the optimizers keep it. */
interface Accumulator {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

type Accumulators = Accumulator[];

interface SgdMembers {
  /** −η: a tensor that `setLearningRate` replaces. */
  readonly c: tf.Scalar;
}

const sgd: Description<SgdMembers> = {
  slots: {},
  learningRate: ({c}) => -c.dataSync()[0]!,
  update: ({sub, mul}, {weight, gradient, learningRate}) => ({
    weight: sub(weight!, mul(gradient!, learningRate!)),
  }),
};

interface MomentumMembers extends SgdMembers {
  readonly m: tf.Scalar;
  readonly useNesterov: boolean;
  readonly accumulations: Accumulators;
}

const momentum: Description<MomentumMembers> = {
  slots: {velocity: {list: 'accumulations', ending: 'momentum'}},
  learningRate: sgd.learningRate!,
  scalars: ({m}) => ({momentum: m.dataSync()[0]!}),
  update({add, sub, mul}, {weight, gradient, learningRate, momentum, ...values}, {useNesterov}) {
    const velocity = add(mul(values.velocity!, momentum!), gradient!);
    const direction = useNesterov ? add(gradient!, mul(velocity, momentum!)) : velocity;
    return {weight: sub(weight!, mul(direction, learningRate!)), velocity};
  },
};

interface AdagradMembers {
  readonly initialAccumulatorValue: number;
  readonly accumulatedGrads: Accumulators;
}

const adagrad: Description<AdagradMembers> = {
  slots: {sum: {list: 'accumulatedGrads', ending: 'accumulator', first: 'initialAccumulatorValue'}},
  scalars: () => ({epsilon: tf.engine().backend.epsilon()}),
  update({add, sub, mul, div, sqrt, square}, {weight, gradient, learningRate, epsilon, ...values}) {
    const sum = add(values.sum!, square(gradient!));
    const direction = div(gradient!, sqrt(add(sum, epsilon!)));
    return {weight: sub(weight!, mul(direction, learningRate!)), sum};
  },
};

interface AdadeltaMembers {
  readonly rho: number;
  readonly epsilon: number;
  readonly accumulatedGrads: Accumulators;
  readonly accumulatedUpdates: Accumulators;
}

/** The root in the denominator is that of the mean before this step, as tfjs has it. */
const adadelta: Description<AdadeltaMembers> = {
  slots: {
    gradients: {list: 'accumulatedGrads', ending: 'accum_grad'},
    updates: {list: 'accumulatedUpdates', ending: 'accum_var'},
  },
  scalars: ({rho, epsilon}) => ({rho, epsilon}),
  update({add, sub, mul, div, sqrt, square}, {weight, gradient, learningRate, rho, epsilon, ...values}) {
    const ratio = div(sqrt(add(values.updates!, epsilon!)), sqrt(add(values.gradients!, epsilon!)));
    const change = mul(ratio, gradient!);
    return {
      weight: sub(weight!, mul(change, learningRate!)),
      gradients: add(mul(values.gradients!, rho!), mul(square(gradient!), sub(1, rho!))),
      updates: add(mul(values.updates!, rho!), mul(square(change), sub(1, rho!))),
    };
  },
};

interface AdamMembers {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly accumulatedFirstMoment: Accumulators;
  readonly accumulatedSecondMoment: Accumulators;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
}

const adam: Description<AdamMembers> = {
  slots: {
    firstMoment: {list: 'accumulatedFirstMoment', ending: 'm'},
    secondMoment: {list: 'accumulatedSecondMoment', ending: 'v'},
  },
  scalars: ({beta1, beta2, epsilon}, step) => ({
    ...{beta1, beta2, epsilon, firstPower: beta1 ** step, secondPower: beta2 ** step},
  }),
  update({add, sub, mul, div, sqrt, square}, {weight, gradient, learningRate, ...values}) {
    const {beta1, beta2, epsilon, firstPower, secondPower} = values;
    const firstMoment = add(mul(values.firstMoment!, beta1!), mul(gradient!, sub(1, beta1!)));
    const secondMoment = add(mul(values.secondMoment!, beta2!), mul(square(gradient!), sub(1, beta2!)));
    const first = div(firstMoment, sub(1, firstPower!));
    const root = sqrt(div(secondMoment, sub(1, secondPower!)));
    const direction = div(first, add(root, epsilon!));
    return {weight: sub(weight!, mul(direction, learningRate!)), firstMoment, secondMoment};
  },
  advance({beta1, beta2, accBeta1, accBeta2}, steps) {
    assign(accBeta1, beta1 ** (steps + 1));
    assign(accBeta2, beta2 ** (steps + 1));
  },
};

interface AdamaxMembers {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly decay: number;
  readonly accumulatedFirstMoment: Accumulators;
  readonly accumulatedWeightedInfNorm: Accumulators;
  readonly accBeta1: tf.Variable;
  readonly iteration: tf.Variable;
}

const adamax: Description<AdamaxMembers> = {
  slots: {
    firstMoment: {list: 'accumulatedFirstMoment', ending: 'm'},
    largest: {list: 'accumulatedWeightedInfNorm', ending: 'v'},
  },
  scalars: ({beta1, beta2, epsilon, decay}, step) => ({
    ...{beta1, beta2, epsilon, firstPower: beta1 ** step, slowdown: 1 + (step - 1) * decay},
  }),
  update({add, sub, mul, div, max, abs}, {weight, gradient, learningRate, ...values}) {
    const {beta1, beta2, epsilon, firstPower, slowdown} = values;
    const firstMoment = add(mul(values.firstMoment!, beta1!), mul(gradient!, sub(1, beta1!)));
    const largest = max(mul(values.largest!, beta2!), abs(gradient!));
    const rate = div(div(learningRate!, slowdown!), sub(1, firstPower!));
    const direction = div(firstMoment, add(largest, epsilon!));
    return {weight: sub(weight!, mul(direction, rate)), firstMoment, largest};
  },
  advance({beta1, accBeta1, iteration}, steps) {
    assign(accBeta1, beta1 ** (steps + 1));
    assign(iteration, steps);
  },
};

interface RmsPropMembers {
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly accumulatedMeanSquares: Accumulators;
  readonly accumulatedMoments: Accumulators;
  readonly accumulatedMeanGrads: Accumulators;
}

const rmsProp: Description<RmsPropMembers> = {
  slots: {
    meanSquare: {list: 'accumulatedMeanSquares', ending: 'rms'},
    change: {list: 'accumulatedMoments', ending: 'momentum'},
  },
  scalars: ({decay, momentum, epsilon}) => ({decay, momentum, epsilon}),
  update({add, sub, mul, div, sqrt, square}, {weight, gradient, learningRate, ...values}) {
    const {decay, momentum, epsilon} = values;
    const meanSquare = add(mul(values.meanSquare!, decay!), mul(square(gradient!), sub(1, decay!)));
    const step = div(mul(gradient!, learningRate!), sqrt(add(meanSquare, epsilon!)));
    const change = add(mul(values.change!, momentum!), step);
    return {weight: sub(weight!, change), meanSquare, change};
  },
};

/** ε is subtracted along with the squared mean, as tfjs has it. */
const centeredRmsProp: Description<RmsPropMembers> = {
  slots: {...rmsProp.slots, mean: {list: 'accumulatedMeanGrads', ending: 'mg'}},
  scalars: rmsProp.scalars!,
  update({add, sub, mul, div, sqrt, square}, {weight, gradient, learningRate, ...values}) {
    const {decay, momentum, epsilon} = values;
    const meanSquare = add(mul(values.meanSquare!, decay!), mul(square(gradient!), sub(1, decay!)));
    const mean = add(mul(values.mean!, decay!), mul(gradient!, sub(1, decay!)));
    const root = sqrt(sub(meanSquare, add(square(mean), epsilon!)));
    const change = add(mul(values.change!, momentum!), div(mul(gradient!, learningRate!), root));
    return {weight: sub(weight!, change), meanSquare, change, mean};
  },
};

/** The description of an optimizer, unless its class is none of tfjs' own. */
function descriptionOf(optimizer: tf.Optimizer): Description<never> | undefined {
  switch (Object.getPrototypeOf(optimizer)) {
    case tf.SGDOptimizer.prototype:
      return sgd;
    case tf.MomentumOptimizer.prototype:
      return momentum;
    case tf.AdagradOptimizer.prototype:
      return adagrad;
    case tf.AdadeltaOptimizer.prototype:
      return adadelta;
    case tf.AdamOptimizer.prototype:
      return adam;
    case tf.AdamaxOptimizer.prototype:
      return adamax;
    case tf.RMSPropOptimizer.prototype:
      return (optimizer as unknown as {centered: boolean}).centered ? centeredRmsProp : rmsProp;
    default:
      return undefined;
  }
}

/** The rule of an optimizer of tfjs, and its running values; undefined for any other. */
export function tfjsRuleOf(optimizer: tf.Optimizer) {
  const description = descriptionOf(optimizer) as Description<Record<string, unknown>> | undefined;
  if (description === undefined) return undefined;
  const {slots, learningRate, scalars, update, advance} = description;
  const members = optimizer as unknown as Record<string, unknown>;
  const rule: UpdateRule = {
    slots: Object.keys(slots),
    scalars: (step) => scalars?.(members, step) ?? {},
    update: (algebra, values) => update(algebra, values, members),
  };
  return {
    rule,
    learningRate: () => learningRate?.(members) ?? (members.learningRate as number),
    slotVariables: (variables: readonly tf.Variable[]) =>
      Object.values(slots).map(({list, ending, first}) => {
        const accumulators = members[list] as (Accumulator | undefined)[];
        return variables.map((weight, index) => {
          const value = first === undefined ? 0 : (members[first] as number);
          accumulators[index] ??= {
            originalName: `${weight.name}/${ending}`,
            variable: tf.tidy(() => tf.variable(tf.fill(weight.shape, value), false)),
          };
          return accumulators[index].variable;
        });
      }),
    advance: (steps: number) => advance?.(members, steps),
  };
}

function assign(variable: tf.Variable, value: number): void {
  tf.tidy(() => variable.assign(tf.scalar(value)));
}
