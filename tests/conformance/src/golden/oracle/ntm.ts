import {
  difference,
  exp,
  log,
  product,
  quotient,
  Scalar,
  sigmoid,
  softplus,
  sqrt,
  sum,
  tanh,
} from './scalar.js';

/*
 * The Neural Turing Machine of Graves et al. 2014, section 3, for one sample: in double precision, with plain loops, from the
 * equations. It shares no code with the packages; only their conventions are the same: ε, the order of a head's parameters, and that
 * each head acts on the memory as the head before it left it.
 */

/** A vector, or the elements of a row. */
export type Vector = readonly Scalar[];

/** `[rows][width]` */
export type Matrix = readonly Vector[];

const EPSILON = 1e-8;
const ONE = new Scalar(1);

function dot(a: Vector, b: Vector): Scalar {
  return sum(a.map((value, index) => product(value, b[index]!)));
}

/** √(v · v + ε²). */
function norm(vector: Vector): Scalar {
  return sqrt(sum([dot(vector, vector), new Scalar(EPSILON ** 2)]));
}

/** x W + b, with W as `[inputs][outputs]`. */
function affine(x: Vector, kernel: Matrix, bias: Vector): Vector {
  return bias.map((offset, output) =>
    sum([...x.map((value, input) => product(value, kernel[input]![output]!)), offset]),
  );
}

/** e^x / Σ e^x. */
function softmax(logits: Vector): Vector {
  const largest = new Scalar(Math.max(...logits.map(({value}) => value)));
  const powers = logits.map((logit) => exp(difference(logit, largest)));
  const total = sum(powers);
  return powers.map((power) => quotient(power, total));
}

/** What a head does in one step, in the ranges that the equations need. */
export interface HeadParameters {
  readonly key: Vector;
  readonly strength: Scalar;
  readonly gate: Scalar;
  /** The weights of the shifts −R … +R. */
  readonly shift: Vector;
  readonly sharpening: Scalar;
}

/** Each stage of addressing. */
export interface Stages {
  readonly content: Vector;
  readonly interpolated: Vector;
  readonly shifted: Vector;
  readonly weighting: Vector;
}

/** Equations 5 to 9. */
export function address(memory: Matrix, previous: Vector, parameters: HeadParameters): Stages {
  const {key, strength, gate, shift, sharpening} = parameters;
  const similarities = memory.map((row) =>
    quotient(dot(row, key), sum([product(norm(row), norm(key)), new Scalar(EPSILON)])),
  );
  const content = softmax(similarities.map((similarity) => product(strength, similarity)));
  const kept = difference(ONE, gate);
  const interpolated = content.map((weight, row) =>
    sum([product(gate, weight), product(kept, previous[row]!)]),
  );
  const rows = memory.length;
  const range = (shift.length - 1) / 2;
  const shifted = interpolated.map((_, row) =>
    sum(shift.map((share, index) => product(share, interpolated[(row - index + range + rows) % rows]!))),
  );
  // w̃^γ / Σ w̃^γ, with ε² for the logarithm of 0.
  const weighting = softmax(
    shifted.map((weight) => product(sharpening, log(sum([weight, new Scalar(EPSILON ** 2)])))),
  );
  return {content, interpolated, shifted, weighting};
}

/** Equation 2, r = Σ_i w(i) M(i). */
export function read(memory: Matrix, weighting: Vector): Vector {
  return memory[0]!.map((_, column) =>
    dot(
      weighting,
      memory.map((row) => row[column]!),
    ),
  );
}

/** Equations 3 and 4, M(i) ∘ [1 − w(i) e] + w(i) a. */
export function written(memory: Matrix, weighting: Vector, erase: Vector, add: Vector): Matrix {
  return memory.map((row, index) => {
    const weight = weighting[index]!;
    return row.map((value, column) =>
      sum([product(value, difference(ONE, product(weight, erase[column]!))), product(weight, add[column]!)]),
    );
  });
}

/** An affine map. */
export interface AffineMap {
  readonly kernel: Matrix;
  readonly bias: Vector;
}

/** A layer of an LSTM: `kernel` and `recurrentKernel` map to the gates i, f, g and o side by side. */
export interface LstmLayer extends AffineMap {
  readonly recurrentKernel: Matrix;
}

export interface NtmParameters {
  /** A feedforward layer with tanh, or an LSTM of one layer. */
  readonly controller: AffineMap | LstmLayer;
  readonly heads: readonly (AffineMap & {readonly kind: 'read' | 'write'})[];
  readonly output: AffineMap;
  readonly shiftRange: number;
  /** Whether keys and add vectors go through tanh. */
  readonly boundedVectors: boolean;
}

export interface NtmState {
  readonly memory: Matrix;
  /** One a head. */
  readonly weightings: readonly Vector[];
  /** One a read head. */
  readonly reads: readonly Vector[];
  /** h and c of an LSTM; nothing of a feedforward controller. */
  readonly controller: readonly Vector[];
}

/**
 * One step: the controller sees the input and what was read last, the heads act in their order, and the output is a map of the
 * controller's output and of what was read now.
 */
export function ntmStep(
  parameters: NtmParameters,
  input: Vector,
  state: NtmState,
): {logits: Vector; state: NtmState} {
  const {heads, output, shiftRange, boundedVectors} = parameters;
  const bounded = (vector: Vector) => (boundedVectors ? vector.map(tanh) : vector);
  const controller = controllerStep(
    parameters.controller,
    [...input, ...state.reads.flat()],
    state.controller,
  );
  const {hidden} = controller;
  const width = state.memory[0]!.length;
  let {memory} = state;
  const weightings: Vector[] = [];
  const reads: Vector[] = [];
  for (const [index, {kind, kernel, bias}] of heads.entries()) {
    const next = take(affine(hidden, kernel, bias));
    const {weighting} = address(memory, state.weightings[index]!, {
      key: bounded(next(width)),
      strength: softplus(next(1)[0]!),
      gate: sigmoid(next(1)[0]!),
      shift: softmax(next(2 * shiftRange + 1)),
      sharpening: sum([softplus(next(1)[0]!), ONE]),
    });
    weightings.push(weighting);
    if (kind === 'read') reads.push(read(memory, weighting));
    else memory = written(memory, weighting, next(width).map(sigmoid), bounded(next(width)));
  }
  return {
    logits: affine([...hidden, ...reads.flat()], output.kernel, output.bias),
    state: {memory, weightings, reads, controller: controller.state},
  };
}

function controllerStep(
  controller: AffineMap | LstmLayer,
  input: Vector,
  state: readonly Vector[],
): {hidden: Vector; state: readonly Vector[]} {
  const {kernel, bias} = controller;
  if (!('recurrentKernel' in controller)) return {hidden: affine(input, kernel, bias).map(tanh), state: []};
  const [h, c] = state as [Vector, Vector];
  const next = take(affine([...input, ...h], [...kernel, ...controller.recurrentKernel], bias));
  const [i, f, g, o] = [h, h, h, h].map(({length}) => next(length)) as [Vector, Vector, Vector, Vector];
  const cell = c.map((value, unit) =>
    sum([product(sigmoid(f[unit]!), value), product(sigmoid(i[unit]!), tanh(g[unit]!))]),
  );
  const hidden = cell.map((value, unit) => product(sigmoid(o[unit]!), tanh(value)));
  return {hidden, state: [hidden, cell]};
}

/** Takes a vector apart from its beginning, so many elements at a time. */
function take(vector: Vector): (count: number) => Vector {
  let start = 0;
  return (count) => {
    start += count;
    return vector.slice(start - count, start);
  };
}
