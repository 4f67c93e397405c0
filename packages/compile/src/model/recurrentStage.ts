import type {layers, RNN} from '@tensorflow/tfjs-layers';
import type {CompileSettings} from '../runtime/compile.js';
import type {StepRuns} from '../runtime/explain.js';
import {InitialStates} from '../runtime/initialStates.js';
import {compileStep, inputSizeOf, type StepSource} from '../runtime/pipeline.js';
import {requireRoom} from '../runtime/requireRoom.js';
import {SequenceRunner} from '../runtime/sequence.js';
import type {SequenceBatch} from '../runtime/sequenceBatch.js';
import {type Numbers, reverseSteps} from './numbers.js';
import {RecurrentDropout} from './recurrentDropout.js';
import {pack, unpack} from './rowParts.js';
import type {Stage, StageWeights} from './stage.js';
import {TrainedCell} from './trainedCell.js';

/** A recurrent layer. Its inputs are the sequences `[batch, steps, inputs]` and, if it gets one, their mask `[batch, steps]`. */
export class RecurrentStage implements Stage {
  readonly weights: StageWeights;
  private readonly runner: SequenceRunner;
  private readonly start: InitialStates;
  private readonly dropout: RecurrentDropout;
  private readonly inputSize: number;
  private readonly step: StepSource;
  private run: SequenceBatch | undefined;
  private shape: readonly [number, number] = [0, 0];

  /**
   * @param layer built
   * @param first whether nothing needs the gradient of its input
   * @throws CompilationError if it cannot run compiled
   */
  constructor(
    private readonly layer: RNN,
    private readonly first: boolean,
    {budget, relaxedSimd}: CompileSettings,
  ) {
    const cell = layer.cell as layers.RNNCell;
    this.inputSize = inputSizeOf(layer);
    this.dropout = new RecurrentDropout(cell);
    const size = this.dropout.sizes.reduce((sum, each) => sum + each, this.inputSize);
    const trained = new TrainedCell(cell, this.dropout, this.inputSize, first);
    this.step = {cell: trained, inputSize: size, name: layer.name, relaxedSimd};
    const program = compileStep(this.step);
    this.runner = new SequenceRunner(program, budget);
    this.start = new InitialStates(layer, program);
    this.weights = {memory: program, variables: cell.trainableWeights};
  }

  get runs(): StepRuns {
    const [batch, steps] = this.shape;
    return {step: this.step, count: batch * steps};
  }

  forward([inputs, mask]: readonly Numbers[]): readonly Numbers[] {
    const [batch, steps] = inputs!.shape as [number, number];
    const {layer, runner} = this;
    this.shape = [batch, steps];
    requireRoom(runner, {batch, steps}, true);
    if (mask !== undefined && mask.values.length !== batch * steps)
      throw new Error(
        `${layer.name}: a mask of shape [${mask.shape}] for inputs of shape [${inputs!.shape}]`,
      );
    const ordered = (numbers: Float32Array, width: number) =>
      layer.goBackwards ? reverseSteps(numbers, batch, steps, width) : numbers;
    const given = {
      ...{batch, steps, inputs: ordered(this.withMultipliers(inputs!), runner.program.sizes.input)},
      initialStates: this.start.forward(),
      mask: mask && ordered(mask.values, 1),
    };
    this.run = runner.batch(given, true);
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
    if (start.areLearned)
      start.backward(initialStates.map((all, index) => sumRows(all, runner.program.sizes.states[index]!)));
    if (this.first) return [undefined];
    const ordered = layer.goBackwards ? reverseSteps(inputs, batch, steps, input) : inputs;
    if (input === this.inputSize) return [ordered];
    const own = new Float32Array(batch * steps * this.inputSize);
    unpack(ordered, [{size: this.inputSize, needsGradient: true}], [own], batch * steps, 0);
    return [own];
  }

  /** The inputs of each step, followed by what dropout multiplies by in its sequence. */
  private withMultipliers(inputs: Numbers): Float32Array {
    const {dropout, runner} = this;
    if (dropout.sizes.length === 0) return inputs.values;
    const [batch, steps] = inputs.shape as [number, number];
    const multipliers = dropout.draw(batch).map(({shape: [, size], values}): Numbers => {
      const repeated = new Float32Array(batch * steps * size!);
      for (let row = 0; row < batch * steps; row++) {
        const from = Math.floor(row / steps) * size!;
        repeated.set(values.subarray(from, from + size!), row * size!);
      }
      return {shape: [batch * steps, size!], values: repeated};
    });
    const all = new Float32Array(batch * steps * runner.program.sizes.input);
    pack(all, [inputs, ...multipliers], batch * steps, 0);
    return all;
  }
}

/** The sum of all rows, of `size` numbers each. */
function sumRows(all: Float32Array, size: number): Float32Array {
  const sums = new Float32Array(size);
  for (const [index, value] of all.entries()) sums[index % size]! += value;
  return sums;
}
