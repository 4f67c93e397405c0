import {type StepCode, StepProgram} from '../program.js';
import {SequenceRunner} from '../sequence.js';
import {rowOf, rowsOf, type SequenceBatch} from '../sequenceBatch.js';
import {type Numbers, reverseSteps} from './numbers.js';
import {pack, unpack} from './rowParts.js';
import type {Stage} from './stage.js';

/** The compiled step of a recurrent layer, and how it runs. */
export interface RecurrentCode {
  readonly name: string;
  readonly step: StepCode;
  /** The most bytes to keep between forward and backward pass. */
  readonly budget: number;
  /** The width of the layer's own input; dropout multiplies by the rest of the step's. */
  readonly inputSize: number;
  /** Whether its second input is a mask. */
  readonly masked: boolean;
  /** Whether nothing needs the gradient of its input. */
  readonly first: boolean;
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  /** Whether its initial states are trained. */
  readonly learned: boolean;
}

/**
 * A recurrent layer. Its inputs are the sequences `[batch, steps, inputs]`; if it is masked, their mask `[batch, steps]`; and what dropout multiplies
 * by, `[batch, size]` each.
 */
export class RecurrentStage implements Stage {
  readonly memory: StepProgram;
  readonly runner: SequenceRunner;
  /** The states that every sequence starts from, `[1, size]` each. */
  private readonly initialStates: readonly Float32Array[];
  /** The gradients with respect to them; none if they are not trained. */
  private readonly startGradients: readonly Float32Array[];
  private run: SequenceBatch | undefined;
  private shape: readonly [number, number] = [0, 0];

  /** @param program of its step, which nothing else runs */
  constructor(
    private readonly code: RecurrentCode,
    program = new StepProgram(code.step),
  ) {
    const {states} = program.sizes;
    this.memory = program;
    this.runner = new SequenceRunner(program, code.budget);
    this.initialStates = states.map((size) => new Float32Array(size));
    this.startGradients = code.learned ? states.map((size) => new Float32Array(size)) : [];
  }

  shared(): readonly Float32Array[] {
    return [this.memory.weightNumbers(), ...this.initialStates];
  }

  sharedGradients(): readonly Float32Array[] {
    return [this.memory.gradientNumbers(), ...this.startGradients];
  }

  forward(
    [inputs, ...others]: readonly Numbers[],
    _: readonly number[],
    goesOn?: () => boolean,
  ): Float32Array | undefined {
    const [batch, steps] = inputs!.shape as [number, number];
    const {code, runner, initialStates} = this;
    const [mask, multipliers] = code.masked ? [others[0]!, others.slice(1)] : [undefined, others];
    this.shape = [batch, steps];
    if (mask !== undefined && mask.values.length !== batch * steps)
      throw new Error(`${code.name}: a mask of shape [${mask.shape}] for inputs of shape [${inputs!.shape}]`);
    const {input, output: units} = runner.program.sizes;
    const given = this.ordered(this.withMultipliers(inputs!, multipliers), input);
    const maskValues = mask && this.ordered(mask.values, 1);
    // They were assigned to.
    if (code.learned) this.memory.rows?.forget();
    this.run = runner.batch({batch, steps, inputs: given, initialStates, mask: maskValues}, true);
    const outputs = new Float32Array(batch * steps * units);
    for (const group of this.run.groups()) {
      if (!this.run.forwardGroup(group, rowsOf(outputs, batch, group), [], goesOn)) return undefined;
    }
    if (code.returnSequences) return outputs;
    const last = new Float32Array(batch * units);
    for (let sequence = 0; sequence < batch; sequence++)
      last.set(this.lastStep(outputs, sequence), sequence * units);
    return last;
  }

  backward(
    gradient: Float32Array,
    goesOn?: () => boolean,
  ): readonly (Float32Array | undefined)[] | undefined {
    const [batch, steps] = this.shape;
    const {code, runner, startGradients} = this;
    const {input, output: units} = runner.program.sizes;
    const all = code.returnSequences ? gradient : new Float32Array(batch * steps * units);
    if (all !== gradient)
      for (let sequence = 0; sequence < batch; sequence++)
        this.lastStep(all, sequence).set(rowOf(gradient, batch, sequence));
    for (const group of this.run!.groups()) {
      const own = rowsOf(all, batch, group);
      if (!this.run!.backwardGroup(group, own, undefined, startGradients, goesOn)) return undefined;
    }
    if (code.first) return [];
    const ordered = this.ordered(this.run!.inputGradients(), input);
    if (input === code.inputSize) return [ordered];
    const own = new Float32Array(batch * steps * code.inputSize);
    unpack(ordered, [{size: code.inputSize, needsGradient: true}], [own], batch * steps, 0);
    return [own];
  }

  /** A view of a sequence's part of `[batch, steps, units]` at the last step. */
  private lastStep(all: Float32Array, sequence: number): Float32Array {
    const own = rowOf(all, this.shape[0], sequence);
    return own.subarray(own.length - this.runner.program.sizes.output);
  }

  /** The steps in the order in which they run: `[batch, steps, width]`. */
  private ordered(numbers: Float32Array, width: number): Float32Array {
    const [batch, steps] = this.shape;
    return this.code.goBackwards ? reverseSteps(numbers, batch, steps, width) : numbers;
  }

  /** The inputs of each step, followed by what dropout multiplies by in its sequence. */
  private withMultipliers(inputs: Numbers, multipliers: readonly Numbers[]): Float32Array {
    if (multipliers.length === 0) return inputs.values;
    const [batch, steps] = this.shape;
    const repeated = multipliers.map(({shape: [, size], values}): Numbers => {
      const all = new Float32Array(batch * steps * size!);
      for (let row = 0; row < batch * steps; row++) {
        const from = Math.floor(row / steps) * size!;
        all.set(values.subarray(from, from + size!), row * size!);
      }
      return {shape: [batch * steps, size!], values: all};
    });
    const all = new Float32Array(batch * steps * this.runner.program.sizes.input);
    pack(all, [inputs, ...repeated], batch * steps, 0);
    return all;
  }
}
