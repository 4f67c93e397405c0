import type {HeadInput} from './headFile.js';

/**
 * An activation of a head, y = f(x): its inverse, and the gradient with respect to x from that with respect to y. Both are for one
 * sample, in double precision.
 */
export interface Activation {
  readonly inverse: (y: number[]) => number[];
  readonly gradient: (dy: number[], y: number[]) => number[];
}

const softplus: Activation = {
  inverse: (y) => y.map((value) => Math.log(Math.expm1(value))),
  gradient: (dy, y) => dy.map((value, index) => value * -Math.expm1(-y[index]!)),
};

const above = (y: number[]) => y.map((value) => value - 1);

const softplusAboveOne: Activation = {
  inverse: (y) => softplus.inverse(above(y)),
  gradient: (dy, y) => softplus.gradient(dy, above(y)),
};

const sigmoid: Activation = {
  inverse: (y) => y.map((value) => Math.log(value / (1 - value))),
  gradient: (dy, y) => dy.map((value, index) => value * y[index]! * (1 - y[index]!)),
};

const softmax: Activation = {
  inverse: (y) => y.map(Math.log),
  gradient: (dy, y) => {
    const mean = dy.reduce((sum, value, index) => sum + value * y[index]!, 0);
    return dy.map((value, index) => y[index]! * (value - mean));
  },
};

/** The activations of a head's parameters; the parameters without one are used as they are. */
export const activations: Partial<Readonly<Record<HeadInput, Activation>>> = {
  strength: softplus,
  gate: sigmoid,
  shift: softmax,
  sharpening: softplusAboveOne,
  erase: sigmoid,
};
