import {ArgumentError, requireChoice, requireShape} from '@ntmjs/arguments';
import type {AccessStep, MemoryAugmentedCell} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A cell that behaves like another and passes on the heads and row values that its access returns at each step. The other cell does
 * not change: its own `call` runs, on a proxy of its access.
 *
 * @param observe receives each step. Its tensors are copies that outlive every `tidy`: the observer disposes them
 */
export function observedCell(
  cell: MemoryAugmentedCell,
  observe: (step: ObservedStep) => void,
): MemoryAugmentedCell {
  const {access} = cell;
  const step: typeof access.step = (interfaceVector, state, weights) => {
    const result = access.step(interfaceVector, state, weights);
    const {heads, rowValues} = requireObservation(result, access.getClassName());
    observe({
      heads: heads.map((head) => ({...head, values: copies(head.values)})),
      rowValues: copies(rowValues),
    });
    return result;
  };
  const observed = Object.create(access, {step: {value: step}});
  return Object.create(cell, {access: {value: observed}});
}

/** Copies of tensors that no `tidy` disposes. */
function copies<T extends tf.Tensor>(tensors: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
  );
}

/** The heads and row values of one step of an access. */
export type ObservedStep = Required<Pick<AccessStep, 'heads' | 'rowValues'>>;

/**
 * The `heads` and `rowValues` of a step, both of which an access may omit.
 *
 * @param step the result of an access for one sample
 * @param access the name of its class, for messages
 * @throws ArgumentError if a head neither reads nor writes, or a value is not a tensor for one sample
 */
function requireObservation(step: AccessStep, access: string): ObservedStep {
  const {heads = [], rowValues = {}} = step;
  for (const [index, {kind, values}] of heads.entries()) {
    requireChoice(`heads[${index}].kind of ${access}`, kind, ['read', 'write']);
    for (const [name, tensor] of Object.entries(values)) {
      const argument = `heads[${index}].values.${name} of ${access}`;
      if (name === 'weighting') requireShape(argument, tensor, [1, null], '[batch, rows]');
      else requireSample(argument, tensor);
    }
  }
  for (const [name, tensor] of Object.entries(rowValues)) {
    requireShape(`rowValues.${name} of ${access}`, tensor, [1, null], '[batch, rows]');
  }
  return {heads, rowValues};
}

function requireSample(argument: string, tensor: tf.Tensor): void {
  if (tensor?.shape?.[0] !== 1) throw new ArgumentError(argument, 'a tensor of shape [1, ...]', tensor);
}

/**
 * Checks that an access returns the same heads and row values at each step.
 *
 * @throws ArgumentError if a step has other heads, names or shapes than the first
 */
export function requireConsistent(steps: readonly ObservedStep[], access: string): void {
  const [first, ...others] = steps.map(outline);
  for (const [index, other] of others.entries()) {
    if (other !== first) {
      throw new ArgumentError(`step ${index + 1} of ${access}`, `${first}, as of step 0`, other);
    }
  }
}

/** The names and shapes in a step. */
function outline({heads, rowValues}: ObservedStep): string {
  const shapes = (record: Readonly<Record<string, tf.Tensor>>) =>
    Object.entries(record).map(([name, {shape}]) => `${name} [${shape.slice(1).join(', ')}]`);
  const parts = heads.map(({kind, name, values}) =>
    [...(name === undefined ? [] : [name]), kind, 'head:', shapes(values).join(', ')].join(' '),
  );
  return [...parts, ...shapes(rowValues)].join('; ');
}
