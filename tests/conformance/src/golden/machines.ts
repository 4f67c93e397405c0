import {goldenTensor} from '@ntmjs/test-support/goldenArray';
import * as tf from '@tensorflow/tfjs-core';
import type {Comparison, GoldenCheck} from './goldenCheck.js';
import {
  inStateOrder,
  inWeightOrder,
  type Machine,
  type MachineFile,
  machineFiles,
  machineOf,
} from './machineFile.js';

/** The tolerances after a whole sequence. */
const VALUE = {absolute: 1e-5, relative: 0};
const LOSS = {absolute: 5e-6, relative: 0};
const GRADIENT = {absolute: 1e-8, relative: 1e-4};

/** The outputs and final states of the file's sequence, or of others of its shape. */
function run({layer, unread, states}: Machine, inputs: tf.Tensor, initial = states): tf.Tensor[] {
  return layer.apply(inputs, {initialState: [...unread, ...initial]}) as tf.Tensor[];
}

/** Mean cross-entropy over every output. */
function meanCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  return tf.mean(tf.sub(tf.softplus(logits), tf.mul(logits, targets)));
}

/** Outputs, loss and final states. */
async function outputs(file: MachineFile, machine: Machine, compare: Comparison): Promise<void> {
  const {logits: expected, finalState, loss} = file.expected;
  const [logits, ...final] = run(machine, goldenTensor(file.inputs));
  await compare.value('output', logits!, expected, VALUE);
  for (const [index, state] of inStateOrder(file, finalState).entries()) {
    await compare.value(`final state ${index}`, final[machine.unread.length + index]!, state, VALUE);
  }
  const actual = meanCrossEntropy(logits!, goldenTensor(file.targets));
  await compare.value('loss', actual, {shape: [], data: [loss]}, LOSS);
}

/** The weightings of every step, from a cell that is called step by step. */
async function weightings(file: MachineFile, machine: Machine, compare: Comparison): Promise<void> {
  const {layer, unread, states} = machine;
  let current = [...unread, ...states];
  for (const [step, input] of tf.unstack(goldenTensor<tf.Tensor3D>(file.inputs), 1).entries()) {
    current = layer.cell.call([input, ...current]).slice(1);
    const {access} = layer.cell.unpackState(current);
    for (const [head, expected] of file.expected.weightingsByStep[step]!.entries()) {
      const what = `weighting of head ${head} at step ${step}`;
      await compare.value(what, access[`weighting${head}`]!, expected, VALUE);
    }
  }
}

/** The gradients of the loss with respect to every parameter, the inputs and the initial states. */
async function gradients(file: MachineFile, machine: Machine, compare: Comparison): Promise<void> {
  const [inputs, targets] = [goldenTensor(file.inputs), goldenTensor(file.targets)];
  const {grads} = tf.variableGrads(() => meanCrossEntropy(run(machine, inputs)[0]!, targets));
  const expected = inWeightOrder(file, file.gradients.parameters);
  for (const [index, {name, originalName}] of machine.layer.weights.entries()) {
    await compare.gradient(originalName, grads[name]!, expected[index]!, GRADIENT);
  }
  const [ofInputs, ...ofStates] = tf.grads((x, ...initial) =>
    meanCrossEntropy(run(machine, x!, initial)[0]!, targets),
  )([inputs, ...machine.states]);
  await compare.gradient('inputs', ofInputs!, file.gradients.inputs, GRADIENT);
  for (const [index, state] of inStateOrder(file, file.gradients.initialState).entries()) {
    await compare.gradient(`initial state ${index}`, ofStates[index]!, state, GRADIENT);
  }
}

const PARTS = [
  {part: 'outputs and final state', modes: [false, true], compared: outputs},
  {part: 'weightings of every step', modes: [false], compared: weightings},
  {part: 'gradients', modes: [false, true], compared: gradients},
];

export const machineChecks: readonly GoldenCheck[] = Object.entries(machineFiles).flatMap(([name, file]) =>
  PARTS.flatMap(({part, modes, compared}) =>
    modes.map((compiled) => ({
      name: `${name}${compiled ? ', compiled' : ''}: ${part}`,
      run: async (compare: Comparison) => {
        const machine = machineOf(file, compiled);
        try {
          await compared(file, machine, compare);
        } finally {
          // A layer that was never called with `apply` cannot be disposed.
          for (const weight of machine.layer.weights) weight.dispose();
        }
      },
    })),
  ),
);
