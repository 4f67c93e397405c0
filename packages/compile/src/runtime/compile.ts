import {ArgumentError, requireChoice, requireKeys, requireNumber, requireSameCopy} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import {layers, RNN} from '@tensorflow/tfjs-layers';
import {TraceError} from '../trace/recorder.js';
import {compileCell, inputSizeOf} from './pipeline.js';
import {callRnn} from './rnnCall.js';
import {SequenceRunner} from './sequence.js';

export interface CompileArgs {
  /**
   * How many bytes may be kept between a forward and a backward pass. If a batch needs more, only some of its states are
   * kept, and the rest is computed again during the backward pass. Defaults to 256 MiB.
   */
  readonly memoryBudget?: number | undefined;
  /** What happens to a layer that cannot be traced: an `error` (the default), or it keeps running as before, `eager`. */
  readonly fallback?: 'error' | 'eager' | undefined;
}

const DEFAULT_BUDGET = 256 * 2 ** 20;

/** The methods of a layer that `compile` replaces. */
const REPLACED = ['call', 'disposeWeights'] as const;

/** A layer that is compiled. */
interface Attachment {
  budget: number;
  fallback: 'error' | 'eager';
  /** Made when the layer first runs. */
  runner?: SequenceRunner;
  /** What the layer itself, not its class, had under the names in `REPLACED`. */
  readonly before: readonly (PropertyDescriptor | undefined)[];
}

const attachments = new WeakMap<RNN, Attachment>();

/**
 * Makes a recurrent layer run as WebAssembly from now on: its step and the step's gradient are traced once, and a whole
 * sequence becomes one operation with a gradient. Nothing else about the layer changes: neither its weights and its
 * configuration nor the ways to use and save it. `detach` makes it eager again; disposing its weights does so, too.
 *
 * A layer that is already compiled gets the new arguments, omitted ones their defaults, and keeps its program.
 *
 * @param layer `tf.layers.lstm`, `gru`, `simpleRNN`, `rnn`, or any layer made of an RNN cell
 * @returns the layer
 * @throws ArgumentError if it is no recurrent layer, or an argument is wrong
 */
export function compile<L extends RNN>(layer: L, args: CompileArgs = {}): L {
  requireRnn(layer);
  requireKeys('compile', args, ['memoryBudget', 'fallback']);
  const budget = requireNumber('compile.memoryBudget', args.memoryBudget ?? DEFAULT_BUDGET, {min: 0});
  const fallback = requireChoice('compile.fallback', args.fallback ?? 'error', ['error', 'eager']);
  const attachment = attachments.get(layer) ?? attach(layer);
  Object.assign(attachment, {budget, fallback});
  const {runner} = attachment;
  if (runner !== undefined && runner.budget !== budget) {
    attachment.runner = new SequenceRunner(runner.program, budget);
  }
  return layer;
}

/** Whether a layer is compiled: `compile` was called on it, and since then it neither was detached nor fell back. */
export function isCompiled(layer: RNN): boolean {
  requireSameCopy('layer', layer, 'layer', layers.Layer);
  return attachments.has(layer);
}

/**
 * Makes a compiled layer eager again, and lets go of its program. A layer that is not compiled stays as it is.
 *
 * @returns the layer
 * @throws ArgumentError if it is no recurrent layer
 */
export function detach<L extends RNN>(layer: L): L {
  requireRnn(layer);
  const attachment = attachments.get(layer);
  if (attachment === undefined) return layer;
  attachments.delete(layer);
  for (const [index, name] of REPLACED.entries()) {
    const before = attachment.before[index];
    if (before === undefined) Reflect.deleteProperty(layer, name);
    else Object.defineProperty(layer, name, before);
  }
  return layer;
}

/** @throws ArgumentError unless it is a recurrent layer, of our copy of tfjs */
export function requireRnn(layer: unknown): void {
  requireSameCopy('layer', layer, 'layer', layers.Layer);
  if (!(layer instanceof RNN)) throw new ArgumentError('layer', 'a recurrent layer of tfjs', layer);
}

/** Replaces the layer's methods. */
function attach(layer: RNN): Attachment {
  const before = REPLACED.map((name) => Object.getOwnPropertyDescriptor(layer, name));
  const attachment: Attachment = {budget: DEFAULT_BUDGET, fallback: 'error', before};
  attachments.set(layer, attachment);
  const methods = {
    call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> | null) {
      if (attachment.fallback === 'eager' && !canTrace(layer)) {
        return detach(layer).call(inputs, kwargs ?? {});
      }
      return callRnn(layer, runnerOf(layer), inputs, kwargs ?? {});
    },
    disposeWeights() {
      // tfjs remembers the layers of the last hundred models, and a page has room for about as many programs.
      return (detach(layer) as unknown as {disposeWeights(): number}).disposeWeights();
    },
  };
  for (const name of REPLACED) Object.defineProperty(layer, name, {configurable: true, value: methods[name]});
  return attachment;
}

/** Traces a layer unless it has been traced; warns if it cannot be. */
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

/** The runner of a compiled layer; traces the layer when it is first asked for. */
export function runnerOf(layer: RNN): SequenceRunner {
  const attachment = attachments.get(layer);
  if (attachment === undefined) {
    requireRnn(layer);
    throw new ArgumentError('layer', 'a layer that was compiled', layer.name);
  }
  attachment.runner ??= new SequenceRunner(
    compileCell(layer.cell as layers.RNNCell, inputSizeOf(layer), layer.name),
    attachment.budget,
  );
  return attachment.runner;
}

/**
 * The runner of a layer, which is compiled for it if it is not yet. A layer that the user compiled stays as it is.
 *
 * @throws TraceError if it cannot be traced; if it was eager, it still is
 */
export function compiledRunnerOf(layer: RNN): SequenceRunner {
  if (isCompiled(layer)) return runnerOf(layer);
  compile(layer);
  try {
    return runnerOf(layer);
  } catch (error) {
    detach(layer);
    throw error;
  }
}
