import {ArgumentError} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import type {OptimizerDeclaration} from './declaration.js';

/** A tensor with a name, as optimizers of tfjs save their state. */
export type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/** The name of the number of iterations, which comes first. */
export const ITERATIONS = 'iter';

/** The running values of tfjs' own optimizers by class name: Adam saves those of a variable `w` as `w/m` and `w/v`. */
export const tfjsSlots: ReadonlyMap<string, readonly string[]> = new Map([
  ['Adadelta', ['accum_grad', 'accum_var']],
  ['Adagrad', ['accumulator']],
  ['Adam', ['m', 'v']],
  ['Momentum', ['momentum']],
  ['RMSProp', ['rms', 'momentum', 'mg']],
  ['SGD', []],
]);

/** The name under which a slot of a variable is saved: `mean_0`. */
export function slotName(slot: string, index: number): string {
  return `${slot}_${index}`;
}

/**
 * The tensors of a saved state, slot by slot, each for every variable. The names of an optimizer's own slots may come in any order:
 * older versions saved those of Graves' RMSProp variable by variable. The state of tfjs' optimizer of the same rule comes slot by slot.
 *
 * @throws ArgumentError if it is the state of another optimizer
 */
export function slotTensors(
  {name, slots, tfjsClassName}: OptimizerDeclaration,
  [iterations, ...rest]: readonly NamedTensor[],
): tf.Tensor[][] {
  const count = Math.floor(rest.length / Math.max(1, slots.length));
  const rows = slots.map((_, row) => rest.slice(row * count, (row + 1) * count));
  if (iterations?.name === ITERATIONS && rows.flat().length === rest.length) {
    const tensors = new Map(rest.map((each) => [each.name, each.tensor]));
    const named = slots.map((slot) =>
      Array.from({length: count}, (_, index) => tensors.get(slotName(slot, index))),
    );
    if (isWhole(named)) return named;
    if (isOfTfjs(rows, tfjsClassName)) return rows.map((row) => row.map(({tensor}) => tensor));
  }
  const names = [...(iterations ? [iterations] : []), ...rest].map((each) => each.name);
  const kinds = [...new Set(names.map((each) => each.replace(/^.*\/|_\d+$/g, '')))];
  const expected = [ITERATIONS, ...slots];
  const areSlots = kinds.length === expected.length && expected.every((each) => kinds.includes(each));
  throw new ArgumentError(
    'the state of the optimizer',
    slots.length === 0
      ? `that of ${name}: ${ITERATIONS} and no slots`
      : `that of ${name}: ${ITERATIONS}, and the slots ${slots.join(', ')} of each variable`,
    areSlots ? names : kinds,
  );
}

function isWhole(rows: (tf.Tensor | undefined)[][]): rows is tf.Tensor[][] {
  return rows.every((row) => row.every((tensor) => tensor !== undefined));
}

/** Whether these are the names of tfjs' optimizer, or those under which an older compiled step gave it its state. */
function isOfTfjs(rows: readonly NamedTensor[][], className: string | undefined): boolean {
  const kinds = className === undefined ? undefined : tfjsSlots.get(className);
  if (kinds === undefined) return false;
  return (
    rows.every((row, index) => row.every(({name}) => name.endsWith(`/${kinds[index]}`))) ||
    rows.flat().every(({name}, index) => name === slotName('slot', index + 1))
  );
}
