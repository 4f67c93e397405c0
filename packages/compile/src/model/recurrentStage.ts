import type * as tf from '@tensorflow/tfjs-core';
import {type LayerVariable, layers, type RNN} from '@tensorflow/tfjs-layers';
import {InitialStates} from '../runtime/initialStates.js';
import {compileCell, inputSizeOf} from '../runtime/pipeline.js';
import {requireRoom} from '../runtime/requireRoom.js';
import {type SequenceBatch, SequenceRunner} from '../runtime/sequence.js';
import {type Numbers, reverseSteps} from './numbers.js';
import type {Stage, StageWeights} from './stage.js';
import {stopGradient} from './stopGradient.js';

/** A cell whose input has no gradient, which then is not computed: the input of the whole model. */
class FirstCell extends layers.RNNCell {
  static readonly className = 'FirstCell';
  readonly stateSize: number | number[];

  constructor(private readonly inner: layers.RNNCell) {
    super({});
    this.stateSize = inner.stateSize;
    this.built = true;
  }

  override get trainableWeights(): LayerVariable[] {
    return this.inner.trainableWeights;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor | tf.Tensor[] {
    const [input, ...states] = inputs as tf.Tensor[];
    return this.inner.call([stopGradient(input!), ...states], kwargs as never);
  }
}

/** A recurrent layer. Its inputs are the sequences `[batch, steps, inputs]` and, if it gets one, their mask `[batch, steps]`. */
export class RecurrentStage implements Stage {
  readonly weights: StageWeights;
  private readonly runner: SequenceRunner;
  private readonly start: InitialStates;
  private run: SequenceBatch | undefined;
  private shape: readonly [number, number] = [0, 0];

  /**
   * @param layer built
   * @param first whether nothing needs the gradient of its input
   * @param budget the most bytes to keep between forward and backward pass
   * @throws CompilationError if it cannot run compiled
   */
  constructor(
    private readonly layer: RNN,
    private readonly first: boolean,
    budget: number,
  ) {
    const cell = layer.cell as layers.RNNCell;
    const program = compileCell(first ? new FirstCell(cell) : cell, inputSizeOf(layer), layer.name);
    this.runner = new SequenceRunner(program, budget);
    this.start = new InitialStates(layer, program);
    this.weights = {memory: program, variables: cell.trainableWeights};
  }

  forward([inputs, mask]: readonly Numbers[]): readonly Numbers[] {
    const [batch, steps, size] = inputs!.shape as [number, number, number];
    const {layer, runner} = this;
    this.shape = [batch, steps];
    requireRoom(runner, {batch, steps}, true);
    if (mask !== undefined && mask.values.length !== batch * steps)
      throw new Error(
        `${layer.name}: a mask of shape [${mask.shape}] for inputs of shape [${inputs!.shape}]`,
      );
    const ordered = (numbers: Float32Array, width: number) =>
      layer.goBackwards ? reverseSteps(numbers, batch, steps, width) : numbers;
    this.run = runner.batch(
      {
        ...{
          batch,
          steps,
          inputs: ordered(inputs!.values, size),
          initialStates: this.start.forward().map((state) => repeat(state, batch)),
        },
        mask: mask && ordered(mask.values, 1),
      },
      true,
    );
    const {outputs} = this.run.forward();
    const units = runner.program.sizes.output;
    if (layer.returnSequences) return [{shape: [batch, steps, units], values: outputs}];
    const last = new Float32Array(batch * units);
    for (let sequence = 0; sequence < batch; sequence++) {
      const end = (sequence + 1) * steps * units;
      last.set(outputs.subarray(end - units, end), sequence * units);
    }
    return [{shape: [batch, units], values: last}];
  }

  backward([gradient]: readonly (Float32Array | undefined)[]): readonly (Float32Array | undefined)[] {
    const [batch, steps] = this.shape;
    const {layer, runner, start} = this;
    const {input, output: units} = runner.program.sizes;
    let cotangents = gradient!;
    if (!layer.returnSequences) {
      cotangents = new Float32Array(batch * steps * units);
      for (let sequence = 0; sequence < batch; sequence++) {
        const row = gradient!.subarray(sequence * units, (sequence + 1) * units);
        cotangents.set(row, ((sequence + 1) * steps - 1) * units);
      }
    }
    const {inputs, initialStates} = this.run!.backward(cotangents, undefined);
    start.backward(initialStates.map((all, index) => sumRows(all, runner.program.sizes.states[index]!)));
    if (this.first) return [undefined];
    return [layer.goBackwards ? reverseSteps(inputs, batch, steps, input) : inputs];
  }
}

function repeat(row: Float32Array, times: number): Float32Array {
  const all = new Float32Array(times * row.length);
  for (let time = 0; time < times; time++) all.set(row, time * row.length);
  return all;
}

/** The sum of all rows, of `size` numbers each. */
function sumRows(all: Float32Array, size: number): Float32Array {
  const sums = new Float32Array(size);
  for (const [index, value] of all.entries()) sums[index % size]! += value;
  return sums;
}
