import * as tf from '@tensorflow/tfjs-core';
import type {LayerVariable} from '@tensorflow/tfjs-layers';
import {type UpdatedMemory, Updater} from '../runtime/update.js';
import {CompilationError} from '../trace/compilationError.js';
import type {OptimizerState} from './optimizers/optimizerState.js';

/** The memory that holds the weights of a stage and their gradients. */
export interface StageWeights {
  readonly memory: UpdatedMemory;
  /** In the order of the memory. */
  readonly variables: readonly LayerVariable[];
}

/** The weights of a stage, and where its variables are among all that are trained. */
interface Part {
  readonly stage: StageWeights;
  readonly indices: readonly number[];
  /** Undefined if its weights are not trained. */
  readonly updater: Updater | undefined;
}

/**
 * The weights of all stages and the state of the optimizer: numbers in the memories of the stages, and variables of tfjs. Before a step
 * the numbers are read from variables that others changed, and after it all variables have the new numbers.
 */
export class WeightStore {
  private readonly parts: readonly Part[];
  /** The data of each variable when it was last equal to the numbers. */
  private readonly known = new Map<tf.Variable, object>();

  /**
   * @param trained the weights that are trained, in the order in which the optimizer gets them
   * @throws CompilationError if a stage has weights that are trained and others that are not
   */
  constructor(
    stages: readonly StageWeights[],
    private readonly trained: readonly LayerVariable[],
    private readonly optimizer: OptimizerState,
  ) {
    this.parts = stages.map((stage) => {
      const indices = stage.variables.map((variable) => trained.indexOf(variable));
      const count = indices.filter((index) => index >= 0).length;
      if (count > 0 && count < indices.length)
        throw new CompilationError(
          `some weights next to ${stage.variables[0]!.name} are trained, and some are not`,
        );
      const updater = count === 0 ? undefined : new Updater(stage.memory, optimizer.rule, {});
      return {stage, indices, updater};
    });
  }

  /** Reads the variables that changed. */
  load(): void {
    for (const {stage, updater, indices} of this.parts) {
      const {memory, variables} = stage;
      for (const [index, weight] of variables.entries()) {
        const variable = variableOf(weight);
        if (this.isKnown(variable)) continue;
        memory.numbers().set(variable.dataSync(), memory.layout.weights[index]! / 4);
        this.note(variable);
      }
      if (updater === undefined) continue;
      const slots = this.slotsOf(indices);
      if (slots.every((variable) => this.isKnown(variable))) continue;
      updater.setSlots(slots.map((variable) => variable.dataSync()));
      for (const variable of slots) this.note(variable);
    }
  }

  /** Adds to the gradients of trained weights, by their indices. */
  addGradients(gradients: ReadonlyMap<number, ArrayLike<number>>): void {
    for (const {stage, indices} of this.parts) {
      const numbers = stage.memory.numbers();
      for (const [position, index] of indices.entries()) {
        const gradient = gradients.get(index);
        const start = stage.memory.layout.weightGradients[position]! / 4;
        for (let element = 0; element < (gradient?.length ?? 0); element++)
          numbers[start + element]! += gradient![element]!;
      }
    }
  }

  /**
   * Moves the weights, and assigns all numbers that changed to the variables.
   *
   * @param iterations of the optimizer before
   */
  step(iterations: number): void {
    for (const {stage, updater, indices} of this.parts) {
      if (updater === undefined) continue;
      updater.iterations = iterations;
      updater.move(this.optimizer.learningRate());
      const {memory, variables} = stage;
      for (const [index, weight] of variables.entries()) {
        const start = memory.layout.weights[index]! / 4;
        this.assign(variableOf(weight), memory.numbers().slice(start, start + memory.sizes.weights[index]!));
      }
      const slots = updater.slots();
      for (const [index, variable] of this.slotsOf(indices).entries()) this.assign(variable, slots[index]!);
    }
    this.optimizer.advance();
  }

  /** The running values of some trained weights, slot by slot. */
  private slotsOf(indices: readonly number[]): tf.Variable[] {
    const all = this.optimizer.slotVariables(this.trained.map(variableOf));
    return all.flatMap((slot) => indices.map((index) => slot[index]!));
  }

  private assign(variable: tf.Variable, values: Float32Array): void {
    tf.tidy(() => variable.assign(tf.engine().makeTensor(values, variable.shape, 'float32')));
    this.note(variable);
  }

  private isKnown(variable: tf.Variable): boolean {
    return this.known.get(variable) === variable.dataId;
  }

  private note(variable: tf.Variable): void {
    this.known.set(variable, variable.dataId);
  }
}

function variableOf(weight: LayerVariable): tf.Variable {
  return weight.read() as tf.Variable;
}
