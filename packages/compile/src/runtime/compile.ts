import {ArgumentError, requireBoolean, requireChoice, requireKeys, requireNumber} from '@ntmjs/arguments';
import type * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {CompilationError} from '../trace/compilationError.js';
import {compileStep, stepOf} from './pipeline.js';
import {type RecurrentLayer, recurrentLayersOf, requireRecurrent, requireRnn} from './recurrentLayers.js';
import {relaxedSimdIfPossible} from './relaxedSimd.js';
import {callRnn} from './rnnCall.js';
import {SequenceRunner} from './sequence.js';

export interface CompileArgs {
  /**
   * How many bytes a recurrent layer may keep between a forward and a backward pass. If a batch needs more, only some of its states are
   * kept, and the rest is computed again during the backward pass. Defaults to 256 MiB.
   */
  readonly memoryBudget?: number | undefined;
  /**
   * What happens to a layer that cannot run compiled, whatever keeps it from that (its step, or a page that does not allow
   * WebAssembly), and to a model whose training steps cannot be compiled as a whole: an `error` (the default for layers), or they
   * keep running as before, `eager` (the default for models).
   */
  readonly fallback?: Fallback | undefined;
  /**
   * Whether products and sums are fused, by the instructions of relaxed SIMD: faster by a tenth to a fifth, and rounded once instead of
   * twice. Results then depend on the machine: equal runs are equal on machines that fuse, or on machines that do not. Without such
   * instructions (see `hasRelaxedSimd`) code runs without, after one warning. Defaults to false.
   */
  readonly relaxedSimd?: boolean | undefined;
}

/** How a step is compiled, and how sequences of it run. */
export interface CompileSettings {
  /** The most bytes that a recurrent layer keeps between forward and backward pass. */
  readonly budget: number;
  /** Whether its code has the instructions of relaxed SIMD, which this host has then. */
  readonly relaxedSimd: boolean;
}

export type Fallback = 'error' | 'eager';

const DEFAULT_SETTINGS: CompileSettings = {budget: 256 * 2 ** 20, relaxedSimd: false};

/**
 * Checks the arguments of `compile`, and fills in defaults.
 *
 * @param others names of arguments that are checked elsewhere
 * @throws ArgumentError if one is wrong
 */
export function requireCompileArgs(
  args: CompileArgs,
  defaultFallback: Fallback,
  others: readonly string[] = [],
) {
  if (typeof args === 'number') throw asCallback(args);
  requireKeys('compile', args, ['memoryBudget', 'fallback', 'relaxedSimd', ...others]);
  return {
    budget: requireNumber('compile.memoryBudget', args.memoryBudget ?? DEFAULT_SETTINGS.budget, {min: 0}),
    fallback: requireChoice('compile.fallback', args.fallback ?? defaultFallback, ['error', 'eager']),
    relaxedSimd: relaxedSimdIfPossible(requireBoolean('compile.relaxedSimd', args.relaxedSimd ?? false)),
  };
}

/** The methods of a layer that `compile` replaces. */
const REPLACED = ['call', 'disposeWeights'] as const;

/** A layer that is compiled. */
interface Attachment {
  settings: CompileSettings;
  fallback: Fallback;
  /** Made when the layer first runs. */
  runner?: SequenceRunner;
  /** What the layer itself, not its class, had under the names in `REPLACED`. */
  readonly before: readonly (PropertyDescriptor | undefined)[];
}

const attachments = new WeakMap<RNN, Attachment>();

/** Why layers fell back to running eagerly. */
const eagerReasons = new WeakMap<RNN, string>();

/**
 * Makes a recurrent layer run as WebAssembly from now on: its step and the step's gradient are traced once, and a whole
 * sequence becomes one operation with a gradient. Nothing else about the layer changes: neither its weights and its
 * configuration nor the ways to use and save it. `detach` makes it eager again; disposing its weights does so, too.
 *
 * A layer that is already compiled gets the new arguments, omitted ones their defaults, and keeps its program unless `relaxedSimd`
 * changed.
 *
 * @param layer `tf.layers.lstm`, `gru`, `simpleRNN`, `rnn`, any layer made of an RNN cell, or a wrapper around one; of
 *   `tf.layers.bidirectional` both directions are compiled
 * @returns the layer
 * @throws ArgumentError if it is no recurrent layer, or an argument is wrong
 */
export function compile<L extends RecurrentLayer>(layer: L, args: CompileArgs = {}): L {
  const recurrent = requireRecurrent(layer);
  const {fallback, ...settings} = requireCompileArgs(args, 'error');
  for (const each of recurrent) compileOne(each, settings, fallback);
  return layer;
}

/** The error of `list.forEach(compile)`, which passes an index for the arguments. */
function asCallback(index: number): ArgumentError {
  const expected = 'an object with options, not an index: write forEach((layer) => compile(layer))';
  return new ArgumentError('compile', expected, index);
}

function compileOne(layer: RNN, settings: CompileSettings, fallback: Fallback): void {
  const attachment = attachments.get(layer) ?? attach(layer);
  const {runner, settings: before} = attachment;
  Object.assign(attachment, {settings, fallback});
  if (before.relaxedSimd !== settings.relaxedSimd) delete attachment.runner;
  else if (runner !== undefined && runner.budget !== settings.budget) {
    attachment.runner = new SequenceRunner(runner.program, settings.budget);
  }
}

/** Whether a layer is compiled: `compile` was called on it, and since then it neither was detached nor fell back. */
export function isCompiled(layer: RecurrentLayer): boolean {
  const recurrent = recurrentLayersOf(layer);
  return recurrent.length > 0 && recurrent.every((each) => attachments.has(each));
}

/**
 * Why a layer that was compiled with `fallback: 'eager'` runs eagerly; undefined if it does not, or for no such reason.
 *
 * @throws ArgumentError if it is no recurrent layer
 */
export function eagerReasonOf(layer: RNN): string | undefined {
  requireRnn(layer);
  return eagerReasons.get(layer);
}

/**
 * Makes a compiled layer eager again, and lets go of its program. A layer that is not compiled stays as it is.
 *
 * @returns the layer
 * @throws ArgumentError if it is no recurrent layer
 */
export function detach<L extends RecurrentLayer>(layer: L): L {
  for (const each of requireRecurrent(layer)) detachOne(each);
  return layer;
}

function detachOne(layer: RNN): void {
  const attachment = attachments.get(layer);
  if (attachment === undefined) return;
  attachments.delete(layer);
  for (const [index, name] of REPLACED.entries()) {
    const before = attachment.before[index];
    if (before === undefined) Reflect.deleteProperty(layer, name);
    else Object.defineProperty(layer, name, before);
  }
}

/** Makes a layer eager again, with a warning, if it cannot run compiled and its fallback is `eager`; otherwise throws the error. */
function fallBack(layer: RNN, error: unknown): void {
  if (!(error instanceof CompilationError) || attachments.get(layer)?.fallback !== 'eager') throw error;
  console.warn(`${error.message}; it runs eagerly`);
  eagerReasons.set(layer, error.message);
  detach(layer);
}

/** Replaces the layer's methods. */
function attach(layer: RNN): Attachment {
  const before = REPLACED.map((name) => Object.getOwnPropertyDescriptor(layer, name));
  const attachment: Attachment = {settings: DEFAULT_SETTINGS, fallback: 'error', before};
  attachments.set(layer, attachment);
  eagerReasons.delete(layer);
  const methods = {
    call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown> | null) {
      try {
        return callRnn(layer, runnerOf(layer), inputs, kwargs ?? {});
      } catch (error) {
        fallBack(layer, error);
        return layer.call(inputs, kwargs ?? {});
      }
    },
    disposeWeights() {
      // tfjs remembers the layers of the last hundred models, and a page has room for about as many programs.
      return (detach(layer) as unknown as {disposeWeights(): number}).disposeWeights();
    },
  };
  for (const name of REPLACED) Object.defineProperty(layer, name, {configurable: true, value: methods[name]});
  return attachment;
}

/** Compiles a layer now, unless its first call did. If it cannot run compiled and its fallback is `eager`, it runs eagerly. */
export function prepare(layer: RNN): void {
  try {
    runnerOf(layer);
  } catch (error) {
    fallBack(layer, error);
  }
}

/** The runner of a compiled layer; traces the layer when it is first asked for. */
export function runnerOf(layer: RNN): SequenceRunner {
  const attachment = attachments.get(layer);
  if (attachment === undefined) {
    requireRnn(layer);
    throw new ArgumentError('layer', 'a layer that was compiled', layer);
  }
  attachment.runner ??= runnerWith(layer, attachment.settings);
  return attachment.runner;
}

/** A runner of a layer's step, besides the one that the layer itself may have. */
export function runnerWith(layer: RNN, {budget, relaxedSimd}: CompileSettings): SequenceRunner {
  return new SequenceRunner(compileStep(stepOf(layer, relaxedSimd)), budget);
}

/** Whether a layer is compiled with the instructions of relaxed SIMD. */
export function usesRelaxedSimd(layer: RNN): boolean {
  return attachments.get(layer)?.settings.relaxedSimd === true;
}

/**
 * The runner of a layer, which is compiled for it if it is not yet. A layer that the user compiled stays as it is.
 *
 * @param relaxedSimd whether a layer that is not compiled yet is compiled with relaxed SIMD
 * @throws ArgumentError if it is no recurrent layer
 * @throws CompilationError if it cannot run compiled; then it is eager if it was, or if that is its fallback
 */
export function compiledRunnerOf(layer: RNN, relaxedSimd = false): SequenceRunner {
  requireRnn(layer);
  const wasCompiled = isCompiled(layer);
  if (!wasCompiled) compileOne(layer, {...DEFAULT_SETTINGS, relaxedSimd}, 'error');
  try {
    return runnerOf(layer);
  } catch (error) {
    if (wasCompiled) fallBack(layer, error);
    else detach(layer);
    throw error;
  }
}
