import type {GoldenArray} from '@ntmjs/test-support/goldenArray';
import type {HeadFile, headInputs} from '../headFile.js';
import type {MachineFile} from '../machineFile.js';
import {
  type AffineMap,
  address,
  type LstmLayer,
  type Matrix,
  type NtmParameters,
  type NtmState,
  ntmStep,
  read,
  type Vector,
  written,
} from './ntm.js';
import {backward, difference, product, Scalar, softplus, sum} from './scalar.js';

/** The elements of an array as numbers with gradients, in row-major order. */
interface Leaves {
  readonly shape: readonly number[];
  readonly scalars: readonly Scalar[];
}

function leavesOf({shape, data}: GoldenArray): Leaves {
  return {shape, scalars: data.map((value) => new Scalar(value))};
}

function valuesOf({shape, scalars}: Leaves): GoldenArray {
  return {shape, data: scalars.map(({value}) => value)};
}

function gradientsOf({shape, scalars}: Leaves): GoldenArray {
  return {shape, data: scalars.map(({gradient}) => gradient)};
}

/** The part of an array that its first axis numbers: a vector of `[batch, size]`, all rows of `[batch, rows, width]` side by side. */
function part({shape, scalars}: Leaves, index: number): Leaves {
  const size = scalars.length / shape[0]!;
  return {shape: shape.slice(1), scalars: scalars.slice(index * size, (index + 1) * size)};
}

function vectorAt(array: Leaves, index: number): Vector {
  return part(array, index).scalars;
}

/** An array `[rows, width]` as its rows. */
function matrix(array: Leaves): Matrix {
  return Array.from({length: array.shape[0]!}, (_, row) => vectorAt(array, row));
}

/** Vectors or matrices of a batch, one a sample, as one array. */
function stacked(samples: readonly (Vector | Matrix)[], ...shape: readonly number[]): Leaves {
  return {shape: [samples.length, ...shape], scalars: samples.flat(2)};
}

function mapValues<K extends string, A, B>(
  record: Readonly<Record<K, A>>,
  map: (value: A) => B,
): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([name, value]) => [name, map(value)])) as Record<
    K,
    B
  >;
}

/** What a file of addressing holds besides its inputs and cotangents, from these alone. */
export function recomputeHead({
  inputs,
  cotangents,
}: Pick<HeadFile, 'inputs' | 'cotangents'>): Pick<HeadFile, 'expected' | 'gradients'> & {objective: number} {
  const leaves = mapValues(inputs, leavesOf);
  const [batch, rows, width] = inputs.memory.shape as [number, number, number];
  const samples = Array.from({length: batch}, (_, sample) => {
    const vector = (name: (typeof headInputs)[number]) => vectorAt(leaves[name], sample);
    const memory = matrix(part(leaves.memory, sample));
    const stages = address(memory, vector('previous'), {
      key: vector('key'),
      strength: vector('strength')[0]!,
      gate: vector('gate')[0]!,
      shift: vector('shift'),
      sharpening: vector('sharpening')[0]!,
    });
    return {
      ...stages,
      read: read(memory, stages.weighting),
      written: written(memory, stages.weighting, vector('erase'), vector('add')),
    };
  });
  const column = (name: keyof HeadFile['expected'], ...shape: readonly number[]) =>
    stacked(
      samples.map((sample) => sample[name]),
      ...shape,
    );
  const results = {
    content: column('content', rows),
    interpolated: column('interpolated', rows),
    shifted: column('shifted', rows),
    weighting: column('weighting', rows),
    read: column('read', width),
    written: column('written', rows, width),
  };
  const weighted = (array: Leaves, {data}: GoldenArray) =>
    array.scalars.map((value, index) => product(value, new Scalar(data[index]!)));
  const objective = sum([
    ...weighted(results.weighting, cotangents.w),
    ...weighted(results.read, cotangents.read),
    ...weighted(results.written, cotangents.written),
  ]);
  backward(objective);
  return {
    expected: mapValues(results, valuesOf),
    gradients: mapValues(leaves, gradientsOf),
    objective: objective.value,
  };
}

/** A golden state by its parts; `map` is given each array. */
function mapState<A, B>(
  {memory, weightings, reads, controller}: StateOf<A>,
  map: (array: A) => B,
): StateOf<B> {
  return {
    memory: map(memory),
    weightings: weightings.map(map),
    reads: reads.map(map),
    controller: controller.map(map),
  };
}

interface StateOf<A> {
  readonly memory: A;
  readonly weightings: readonly A[];
  readonly reads: readonly A[];
  readonly controller: readonly A[];
}

type MachineInputs = Pick<MachineFile, 'config' | 'parameters' | 'inputs' | 'targets' | 'initialState'>;

/** What a file of a whole machine holds besides its parameters, sequence and initial state, from these alone. */
export function recomputeMachine(file: MachineInputs): Pick<MachineFile, 'expected' | 'gradients'> {
  const parameters = mapValues(file.parameters, leavesOf);
  const inputs = leavesOf(file.inputs);
  const initialState = mapState(file.initialState, leavesOf);
  const [batch, steps] = file.inputs.shape as [number, number];
  const ntm = parametersOf(file.config, parameters);
  const runs = Array.from({length: batch}, (_, sample) => {
    const sequence = matrix(part(inputs, sample));
    const states: NtmState[] = [stateAt(initialState, sample)];
    const logits = sequence.map((input) => {
      const step = ntmStep(ntm, input, states.at(-1)!);
      states.push(step.state);
      return step.logits;
    });
    return {logits, states: states.slice(1)};
  });
  const logits = stacked(
    runs.map((run) => run.logits),
    steps,
    file.config.outputs,
  );
  const loss = meanCrossEntropy(logits.scalars, file.targets.data);
  backward(loss);
  const statesAt = (step: number) => batchState(runs.map(({states}) => states.at(step)!));
  return {
    expected: {
      logits: valuesOf(logits),
      loss: loss.value,
      finalState: mapState(statesAt(-1), valuesOf),
      weightingsByStep: Array.from({length: steps}, (_, step) => statesAt(step).weightings.map(valuesOf)),
    },
    gradients: {
      parameters: mapValues(parameters, gradientsOf),
      inputs: gradientsOf(inputs),
      initialState: mapState(initialState, gradientsOf),
    },
  };
}

/** Mean over all outputs of −t log σ(z) − (1 − t) log(1 − σ(z)) = softplus(z) − t z. */
function meanCrossEntropy(logits: Vector, targets: readonly number[]): Scalar {
  const terms = logits.map((logit, index) =>
    difference(softplus(logit), product(logit, new Scalar(targets[index]!))),
  );
  return product(sum(terms), new Scalar(1 / terms.length));
}

function parametersOf(
  {controller, heads, shiftRange, keyAndAddActivation}: MachineFile['config'],
  parameters: Readonly<Record<string, Leaves>>,
): NtmParameters {
  const map = (name: string): AffineMap => ({
    kernel: matrix(parameters[`${name}.kernel`]!),
    bias: parameters[`${name}.bias`]!.scalars,
  });
  const lstm = (): LstmLayer => ({
    ...map('controller.0'),
    recurrentKernel: matrix(parameters['controller.0.recurrentKernel']!),
  });
  return {
    controller: controller.type === 'lstm' ? lstm() : map('controller'),
    heads: heads.map((kind, index) => ({kind, ...map(`head${index}`)})),
    output: map('output'),
    shiftRange,
    boundedVectors: keyAndAddActivation === 'tanh',
  };
}

/** The state of one sample of a batch. */
function stateAt({memory, ...vectors}: StateOf<Leaves>, sample: number): NtmState {
  const at = (array: Leaves) => vectorAt(array, sample);
  return {
    memory: matrix(part(memory, sample)),
    weightings: vectors.weightings.map(at),
    reads: vectors.reads.map(at),
    controller: vectors.controller.map(at),
  };
}

/** The states of all samples as one. */
function batchState(samples: readonly NtmState[]): StateOf<Leaves> {
  const [first] = samples as [NtmState];
  const vectors = (name: 'weightings' | 'reads' | 'controller') =>
    first[name].map(({length}, index) =>
      stacked(
        samples.map((state) => state[name][index]!),
        length,
      ),
    );
  return {
    memory: stacked(
      samples.map(({memory}) => memory),
      first.memory.length,
      first.memory[0]!.length,
    ),
    weightings: vectors('weightings'),
    reads: vectors('reads'),
    controller: vectors('controller'),
  };
}
