import type {LayerVariable, layers} from '@tensorflow/tfjs-layers';
import {TraceError} from './compilationError.js';
import type {RecordedKernel} from './kernelShapes.js';
import type {KernelCall, TracedTensor} from './recorder.js';
import {isBatchOf, traceBatch, unusedSize} from './separateSamples.js';
import {tracing} from './traceStep.js';

/** The size of a dimension: a number, or that of the batch, whatever it is. */
export type Dimension = number | 'batch';

/** A tensor of a recorded step. */
export interface RecordedTensor {
  /** The identity of its elements, in their order, which tensors of other shapes and types may share. */
  readonly data: object;
  readonly shape: readonly Dimension[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** A call of a kernel of tfjs. Kernels that only give their input another shape or type are not recorded. */
export interface RecordedCall {
  readonly kernel: RecordedKernel;
  /** By tfjs' names; those of a list are named `0`, `1`, … */
  readonly inputs: Readonly<Record<string, RecordedTensor>>;
  /** As for a batch of one. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly RecordedTensor[];
}

/** One step of a network as calls of kernels. */
export interface RecordedStep {
  /** In order; also those that no result depends on. */
  readonly calls: readonly RecordedCall[];
  /**
   * The elements of data that the calls or the results read, but that is neither a parameter nor an output of a call: for a batch of one, the
   * same for each sample of others; one if all are equal.
   */
  readonly constants: ReadonlyMap<object, Float32Array>;
  /** `[batch, inputs]` */
  readonly input: RecordedTensor;
  /** `[batch, size]` each */
  readonly states: readonly RecordedTensor[];
  readonly weights: readonly {readonly variable: LayerVariable; readonly tensor: RecordedTensor}[];
  /** `[batch, outputs]` */
  readonly output: RecordedTensor;
  readonly nextStates: readonly RecordedTensor[];
}

/**
 * Records one step of a cell, as in a prediction, for a batch of any size: it is traced for a sample and for a batch, and both traces must be
 * alike.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param weights of the cell
 * @param layer its name, for errors
 * @throws TraceError if the cell cannot be traced, or does not do the same with each sample; it names the layer
 */
export function recordStep(
  cell: layers.RNNCell,
  inputSize: number,
  weights: readonly LayerVariable[],
  layer: string,
): RecordedStep {
  return tracing(layer, () => {
    const trace = (batch: number) => traceBatch(cell, inputSize, batch, {weights, training: false});
    const alone = trace(1);
    const batch = unusedSize(alone.calls);
    const together = trace(batch);
    if (!isBatchOf(alone, together, batch)) {
      throw new TraceError(
        'its step is random, or does not call the same kernels for a batch as for a sample',
      );
    }
    const tensorOf = ({data, dtype}: TracedTensor, {shape}: TracedTensor): RecordedTensor => ({
      data,
      shape: shape.map((dim) => (dim === batch ? 'batch' : dim)),
      dtype: dtype as RecordedTensor['dtype'],
    });
    const tensorsOf = (ones: readonly TracedTensor[], many: readonly TracedTensor[]) =>
      ones.map((one, index) => tensorOf(one, many[index]!));
    const callOf = ({kernel, inputs, attributes, outputs}: KernelCall, twin: KernelCall): RecordedCall => {
      const named = Object.entries(inputs).map(([name, one]) => [name, tensorOf(one, twin.inputs[name]!)]);
      return {
        kernel,
        attributes,
        inputs: Object.fromEntries(named),
        outputs: tensorsOf(outputs, twin.outputs),
      };
    };
    const sources = tensorsOf(alone.result.sources, together.result.sources);
    const states = [cell.stateSize].flat().length;
    const [output, ...nextStates] = tensorsOf(alone.result.results, together.result.results);
    return {
      calls: alone.calls.map((call, index) => callOf(call, together.calls[index]!)),
      constants: alone.constants,
      input: sources[0]!,
      states: sources.slice(1, 1 + states),
      weights: sources.slice(1 + states).map((tensor, index) => ({variable: weights[index]!, tensor})),
      output: output!,
      nextStates,
    };
  });
}
