import {
  ArgumentError,
  requireList,
  requireNumber,
  requireObject,
  requirePositiveInteger,
  requireShape,
  requireSizes,
} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import {type AccessStep, MemoryAccess, type TensorRecord} from './access.js';

/**
 * Returns `access` if it is a `MemoryAccess` whose properties a layer can use: sizes, shapes, weights and the name of its class.
 *
 * @throws ArgumentError otherwise
 */
export function requireAccess(access: unknown): MemoryAccess {
  if (!(access instanceof MemoryAccess)) throw new ArgumentError('access', 'a MemoryAccess', access);
  const {className, name} = access.constructor as {className?: unknown; name: string};
  if (typeof className !== 'string' || className === '') {
    const owner = name === '' ? 'the access' : name;
    throw new ArgumentError(`static className of ${owner}`, 'a string, by which models are saved', className);
  }
  requirePositiveInteger('access.interfaceSize', access.interfaceSize);
  requirePositiveInteger('access.readSize', access.readSize);
  const shapes = requireObject('access.stateShapes', access.stateShapes, 'an object with a shape per state');
  for (const [state, shape] of Object.entries(shapes)) requireSizes(`access.stateShapes.${state}`, shape);
  const specs = requireObject(
    'access.weightSpecs',
    access.weightSpecs,
    'an object with {shape, deviation} per weight',
  );
  for (const [weight, spec] of Object.entries(specs)) {
    const argument = `access.weightSpecs.${weight}`;
    const {shape, deviation, mean} = requireObject(argument, spec, 'an object {shape, deviation}');
    requireSizes(`${argument}.shape`, shape);
    requireNumber(`${argument}.deviation`, deviation, {min: 0});
    if (mean !== undefined) requireNumber(`${argument}.mean`, mean);
  }
  if (access.interfaceBias !== undefined) {
    const argument = 'access.interfaceBias';
    const expected = `a list of ${access.interfaceSize} numbers, one for each element of the interface vector`;
    const {length} = requireList(argument, access.interfaceBias, expected);
    if (length !== access.interfaceSize) throw new ArgumentError(argument, expected, access.interfaceBias);
    for (const [index, bias] of access.interfaceBias.entries()) requireNumber(`${argument}[${index}]`, bias);
  }
  return access;
}

/**
 * Returns the access' initial state for `batch` samples.
 *
 * @throws ArgumentError if it is not a tensor `[batch, ...shape]` for each of `stateShapes`
 */
export function initialStateOf(access: MemoryAccess, batch: number, weights: TensorRecord): TensorRecord {
  const state = access.initialState(batch, weights);
  const owner = `${access.getClassName()}.initialState`;
  requireObject(`the result of ${owner}`, state, expectedStates(access));
  requireStates(access, owner, '', state, batch);
  return state;
}

/**
 * Returns the result of one step of the access. The checks compare shapes alone, so that they cost no operation and leave no trace in
 * compiled code.
 *
 * @throws ArgumentError if the reads are not `[batch, readSize]`, or the state is not `[batch, ...shape]` for each of `stateShapes`
 */
export function stepOf(
  access: MemoryAccess,
  interfaceVector: tf.Tensor2D,
  state: TensorRecord,
  weights: TensorRecord,
): AccessStep {
  const [batch] = interfaceVector.shape;
  const step = access.step(interfaceVector, state, weights);
  const owner = `${access.getClassName()}.step`;
  requireObject(`the result of ${owner}`, step, 'an object {reads, state}');
  requireShape(`reads of ${owner}`, step.reads, [batch, access.readSize], '[batch, readSize]');
  requireObject(`state of ${owner}`, step.state, expectedStates(access));
  requireStates(access, owner, 'state.', step.state, batch);
  return step;
}

function expectedStates({stateShapes}: MemoryAccess): string {
  return `an object {${Object.keys(stateShapes).join(', ')}}`;
}

/** Throws an `ArgumentError` unless `state` has a tensor `[batch, ...shape]` for each of `stateShapes`, and no other. */
function requireStates(
  {stateShapes}: MemoryAccess,
  owner: string,
  path: string,
  state: TensorRecord,
  batch: number,
): void {
  for (const [name, shape] of Object.entries(stateShapes)) {
    const meaning = `[batch, ...stateShapes.${name}]`;
    requireShape(`${path}${name} of ${owner}`, state[name] as tf.Tensor, [batch, ...shape], meaning);
  }
  for (const [name, value] of Object.entries(state)) {
    if (Object.hasOwn(stateShapes, name)) continue;
    const expected = `omitted (stateShapes has ${Object.keys(stateShapes).join(', ')})`;
    throw new ArgumentError(`${path}${name} of ${owner}`, expected, value);
  }
}

/**
 * Checks the arguments of an access's `initialState`.
 *
 * @throws ArgumentError if the batch is no positive integer, or a weight is missing or has another shape than it declares
 */
export function requireInitialArgs(access: MemoryAccess, batch: number, weights: TensorRecord): void {
  requirePositiveInteger('batch', batch);
  requireWeightArgs(access, weights);
}

/** @throws ArgumentError if a weight is missing or has another shape than the access declares */
export function requireWeightArgs({weightSpecs}: MemoryAccess, weights: TensorRecord): void {
  for (const [name, {shape}] of Object.entries(weightSpecs)) {
    requireObject('weights', weights, `an object {${Object.keys(weightSpecs).join(', ')}}`);
    requireShape(`weights.${name}`, weights[name] as tf.Tensor, shape, `weightSpecs.${name}.shape`);
  }
}

/**
 * Checks the arguments of an access's `step`.
 *
 * @throws ArgumentError if the interface vector or a state has another shape than the access declares, or is missing
 */
export function requireStepArgs(
  access: MemoryAccess,
  interfaceVector: tf.Tensor2D,
  state: TensorRecord,
): void {
  requireShape('interfaceVector', interfaceVector, [null, access.interfaceSize], '[batch, interface size]');
  requireObject('state', state, expectedStates(access));
  const [batch] = interfaceVector.shape;
  for (const [name, shape] of Object.entries(access.stateShapes)) {
    requireShape(
      `state.${name}`,
      state[name] as tf.Tensor,
      [batch, ...shape],
      `[batch, ...stateShapes.${name}]`,
    );
  }
}

/** @throws ArgumentError if an access has no weight of that name */
export function requireWeightName({weightSpecs}: MemoryAccess, name: string): void {
  if (weightSpecs[name] === undefined)
    throw new ArgumentError('name', `one of ${Object.keys(weightSpecs).join(', ')}`, name);
}
