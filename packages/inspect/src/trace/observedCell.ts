import {ArgumentError, requireChoice, requireShape} from '@ntmjs/arguments';
import type {AccessStep, MemoryAugmentedCell} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A cell that steps as another does, with its weights, and tells what its access shows of each step. The other cell
 * stays as it is: what runs is its own `call`, on an access whose `step` is overheard.
 *
 * @param watch is given what a step shows. The tensors are copies that outlive every `tidy`: who watches disposes them
 */
export function watchedCell(
  cell: MemoryAugmentedCell,
  watch: (shown: ShownStep) => void,
): MemoryAugmentedCell {
  const {access} = cell;
  const step: typeof access.step = (interfaceVector, state) => {
    const result = access.step(interfaceVector, state);
    const {heads, rowValues} = requireShown(result, access.getClassName());
    watch({
      heads: heads.map((head) => ({...head, values: kept(head.values)})),
      rowValues: kept(rowValues),
    });
    return result;
  };
  const overheard = Object.create(access, {step: {value: step}});
  return Object.create(cell, {access: {value: overheard}});
}

/** Copies of tensors that no `tidy` disposes. */
function kept<T extends tf.Tensor>(tensors: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]),
  );
}

/** What a step of an access shows: what its heads did, and what its rows have besides their contents. */
export type ShownStep = Required<Pick<AccessStep, 'heads' | 'rowValues'>>;

/**
 * What a step shows: `heads` and `rowValues`, which an access may leave out.
 *
 * @param step what an access returned for one sample
 * @param access the name of its class, for messages
 * @throws ArgumentError if a head neither reads nor writes, or a value is not a tensor for one sample
 */
export function requireShown(step: AccessStep, access: string): ShownStep {
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
 * Checks that an access shows the same at each step.
 *
 * @throws ArgumentError if a step has other heads, names or shapes than the first
 */
export function requireAlike(steps: readonly ShownStep[], access: string): void {
  const [first, ...others] = steps.map(outline);
  for (const [index, other] of others.entries()) {
    if (other !== first) {
      throw new ArgumentError(`what ${access} shows of step ${index + 1}`, `${first}, as of step 0`, other);
    }
  }
}

/** The names and shapes of what a step shows. */
function outline({heads, rowValues}: ShownStep): string {
  const shapes = (record: Readonly<Record<string, tf.Tensor>>) =>
    Object.entries(record).map(([name, {shape}]) => `${name} [${shape.slice(1).join(', ')}]`);
  const parts = heads.map(({kind, name, values}) =>
    [...(name === undefined ? [] : [name]), kind, 'head:', shapes(values).join(', ')].join(' '),
  );
  return [...parts, ...shapes(rowValues)].join('; ');
}
