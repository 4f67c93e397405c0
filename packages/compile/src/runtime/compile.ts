import {ArgumentError, requireChoice, requireKeys, requireNumber, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import {type layers, RNN} from '@tensorflow/tfjs-layers';
import {TraceError} from '../trace/recorder.js';
import {compileStep} from './compileStep.js';
import {inputSizeOf} from './inputSize.js';
import {SequenceRunner} from './sequence.js';

export interface CompileArgs {
  /**
   * How many bytes may be kept between a forward and a backward pass; above that, only states are kept and what lies
   * between is computed again. 256 MiB unless said otherwise.
   */
  readonly memoryBudget?: number | undefined;
  /** What becomes of a layer that cannot be traced: an `error` (unless said otherwise), or it goes on as it is, `eager`. */
  readonly fallback?: 'error' | 'eager' | undefined;
}

const DEFAULT_BUDGET = 256 * 2 ** 20;

/** What the layers that are compiled run with, made when they first run. */
const runners = new WeakMap<RNN, {budget: number; runner?: SequenceRunner}>();

/** tfjs' `RNN`, with what its declaration hides. */
interface RnnCall {
  call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor | tf.Tensor[];
  states_: tf.Tensor[] | null;
}

/**
 * Makes a recurrent layer run as WebAssembly from now on: its step and the step's gradient are traced once, and a whole
 * sequence becomes one operation with a gradient. The layer stays what it is otherwise: its weights, its configuration
 * and the ways to use and save it do not change. Its program goes with its weights when it is disposed.
 *
 * @param layer `tf.layers.lstm`, `gru`, `simpleRNN`, `rnn`, or any layer made of an RNN cell
 * @returns the layer
 * @throws ArgumentError if it is no recurrent layer, or an option is wrong
 */
export function compile<L extends RNN>(layer: L, args: CompileArgs = {}): L {
  if (!(layer instanceof RNN)) throw new ArgumentError('layer', 'a recurrent layer of tfjs', layer);
  requireKeys('compile', args, ['memoryBudget', 'fallback']);
  const budget = requireNumber('compile.memoryBudget', args.memoryBudget ?? DEFAULT_BUDGET, {min: 0});
  const fallback = requireChoice('compile.fallback', args.fallback ?? 'error', ['error', 'eager']);
  runners.set(layer, {budget});
  Object.defineProperty(layer, 'call', {
    configurable: true,
    value: (inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> | null) => {
      if (fallback === 'eager' && !canTrace(layer)) {
        Reflect.deleteProperty(layer, 'call');
        return layer.call(inputs, kwargs ?? {});
      }
      return callCompiled(layer, inputs, kwargs ?? {});
    },
  });
  Object.defineProperty(layer, 'disposeWeights', {
    configurable: true,
    value: () => {
      // tfjs remembers the layers of the last hundred models, and a page has room for about as many programs.
      runners.set(layer, {budget});
      return (Object.getPrototypeOf(layer) as {disposeWeights(): number}).disposeWeights.call(layer);
    },
  });
  return layer;
}

/** Traces a layer unless it has been; says why if it cannot be. */
function canTrace(layer: RNN): boolean {
  try {
    runnerOf(layer);
    return true;
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    console.warn(`${error.message}; it runs eagerly`);
    return false;
  }
}

/** Compiles a layer unless it is compiled already, however that was asked for. */
export function compiledOnce(layer: RNN): RNN {
  return runners.has(layer) ? layer : compile(layer);
}

/** The runner of a compiled layer; traces the layer when it is first asked for. */
export function runnerOf(layer: RNN): SequenceRunner {
  const entry = runners.get(layer);
  if (entry === undefined) throw new ArgumentError('layer', 'a layer that was compiled', layer.name);
  const inputSize = inputSizeOf(layer);
  entry.runner ??= new SequenceRunner(
    compileStep(layer.cell as layers.RNNCell, inputSize, layer.name),
    entry.budget,
  );
  return entry.runner;
}

/** What `RNN.call` does, with the loop over time compiled. */
function callCompiled(
  layer: RNN,
  given: tf.Tensor | tf.Tensor[],
  kwargs: Record<string, unknown>,
): tf.Tensor | tf.Tensor[] {
  return tf.tidy(() => {
    const rnn = layer as unknown as RnnCall & RNN;
    let inputs = (Array.isArray(given) ? given[0] : given) as tf.Tensor3D;
    let mask = kwargs.mask as tf.Tensor | undefined | null;
    const initial =
      (kwargs.initialState as tf.Tensor[] | undefined | null) ??
      (layer.stateful ? rnn.states_! : layer.getInitialState(inputs));
    requireStates(initial, inputs.shape[0], runnerOf(layer).program.sizes.states);
    if (layer.goBackwards) {
      inputs = tf.reverse(inputs, 1);
      // As numbers: tfjs' wasm backend reverses booleans wrongly.
      mask = mask == null ? mask : tf.reverse(tf.cast(mask, 'float32'), 1);
    }
    const [outputs, ...states] = runSequence(runnerOf(layer), layer, inputs, initial, mask ?? undefined);
    const [batch, steps, units] = outputs!.shape as [number, number, number];
    if (layer.stateful) layer.resetStates(states, kwargs.training as boolean);
    const output = layer.returnSequences
      ? outputs!
      : tf.reshape(tf.slice(outputs!, [0, steps - 1, 0], [batch, 1, units]), [batch, units]);
    return layer.returnState ? [output, ...states] : output;
  });
}

/** Checks that there is an initial state for each of these sizes: nothing else would see that one is too short. */
function requireStates(states: readonly tf.Tensor[], batch: number, sizes: readonly number[]): void {
  if (states.length !== sizes.length) {
    throw new ArgumentError('initialState', `a list of ${sizes.length} states`, states.length);
  }
  for (const [index, size] of sizes.entries()) {
    requireShape(`initialState[${index}]`, states[index]!, [batch, size], '[batch, size]');
  }
}

/**
 * A whole sequence as one operation: its results lie one after the other in one tensor, of which the parts are cut.
 *
 * @returns the outputs `[batch, steps, units]`, then the final states `[batch, size]`
 */
function runSequence(
  runner: SequenceRunner,
  layer: RNN,
  inputs: tf.Tensor3D,
  initial: readonly tf.Tensor[],
  mask: tf.Tensor | undefined,
): tf.Tensor[] {
  const [batch, steps] = inputs.shape;
  const {sizes} = runner.program;
  const weights = (layer.cell as layers.RNNCell).trainableWeights.map(
    (weight) => weight.read() as tf.Variable,
  );
  const maskValues = mask === undefined ? undefined : (mask.dataSync() as ArrayLike<number>);
  const read = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array;
  const start = (tensors: readonly tf.Tensor[], backward: boolean) => {
    const [input, ...rest] = tensors;
    runner.setWeights(rest.slice(initial.length).map(read));
    const initialStates = rest.slice(0, initial.length).map(read);
    return runner.batch({batch, steps, inputs: read(input!), initialStates, mask: maskValues}, backward);
  };
  const lengths = [steps * sizes.output, ...sizes.states];
  const wantsGradient = tf.engine().state.gradientDepth > 0;
  const operation = tf.customGrad((...all) => {
    const save = all.at(-1) as tf.GradSaveFunc;
    const tensors = all.slice(0, -1) as tf.Tensor[];
    save(tensors);
    const run = start(tensors, wantsGradient);
    const {outputs, finalStates} = run.forward();
    const value = tf.tensor1d(concatenate([outputs, ...finalStates]));
    const gradFunc = (gradient: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]): tf.Tensor[] => {
      const flat = read(gradient as tf.Tensor);
      let current = run;
      if (runner.program.lastBatch !== run || !wantsGradient) {
        // Another batch has used the memory since: this one goes forward again.
        current = start(saved, true);
        current.forward();
      }
      const [outputCotangents, ...stateCotangents] = cut(
        flat,
        lengths.map((length) => batch * length),
      );
      runner.clearGradients();
      const {inputs: inputGradient, initialStates} = current.backward(outputCotangents!, stateCotangents);
      const gradients = [inputGradient, ...initialStates, ...runner.weightGradients()];
      return saved.map((tensor, index) => tf.tensor(gradients[index]!, tensor.shape));
    };
    return {value, gradFunc};
  });
  const flat = operation(inputs, ...initial, ...weights) as tf.Tensor1D;
  const parts = tf.split(
    flat,
    lengths.map((length) => batch * length),
  ) as tf.Tensor[];
  const shapes = [[batch, steps, sizes.output], ...sizes.states.map((size) => [batch, size])];
  return parts.map((part, index) => tf.reshape(part, shapes[index]!));
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function cut(all: Float32Array, lengths: readonly number[]): Float32Array[] {
  let offset = 0;
  return lengths.map((length) => {
    offset += length;
    return all.subarray(offset - length, offset);
  });
}
