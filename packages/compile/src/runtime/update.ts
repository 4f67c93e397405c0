import {assemble, FunctionBuilder} from '../code/assembler.js';
import {emitLoop} from '../code/emitLoop.js';
import type {ModuleLayout} from '../code/module.js';
import type {Value} from '../graph/graph.js';
import {GRADIENT_SCALE, SUM_OF_SQUARES, UpdateLoops} from './updateLoops.js';
import type {ClipRule, UpdateRule} from './updateRule.js';

/** A gradient is NaN or infinite. */
export class NonFiniteGradient extends Error {
  override readonly name = 'NonFiniteGradient';

  /** @param weight the index of the layer's trainable weight whose gradient it is */
  constructor(
    readonly weight: number,
    readonly value: number,
  ) {
    super(`the gradient of the trainable weight ${weight} is ${value}`);
  }
}

/** Memory that holds weights and their gradients, such as that of a `StepProgram`. Both are contiguous. */
export interface UpdatedMemory {
  readonly layout: Pick<ModuleLayout, 'weights' | 'weightGradients' | 'scratch'>;
  readonly sizes: {readonly weights: readonly number[]};
  numbers(): Float32Array;
  /** A view of all weights. Like the others, it is valid until the memory grows. */
  weightNumbers(): Float32Array;
  /** A view of the gradients of all weights. */
  gradientNumbers(): Float32Array;
  /** Takes so many bytes for good, and returns where they begin. */
  reserve(bytes: number): number;
  link(bytes: Uint8Array): WebAssembly.Exports;
}

/**
 * Clipping and update of all weights of a program, compiled. Weights are contiguous in its memory, as are their gradients and
 * each slot of the rule.
 */
export class Updater {
  private readonly addresses: Readonly<Record<string, number>>;
  private readonly loops: UpdateLoops;
  private readonly exports: {squares(): void; update(): void};
  /** How many updates there were. */
  iterations = 0;

  /** @throws ArgumentError if the rule does not return the weight and each slot */
  constructor(
    private readonly program: UpdatedMemory,
    private readonly rule: UpdateRule,
    private readonly clip: ClipRule,
  ) {
    const {layout} = program;
    const [weight, gradient] = [layout.weights[0]!, layout.weightGradients[0]!];
    const size = (layout.scratch - gradient) / 4;
    this.loops = new UpdateLoops(size, rule, clip);
    const slots = Object.fromEntries(rule.slots.map((slot) => [slot, program.reserve(4 * size)]));
    const numbers = [SUM_OF_SQUARES, ...this.loops.scalars.keys()].map(
      (name) => [name, program.reserve(16)] as const,
    );
    this.addresses = {weight, gradient, ...slots, ...Object.fromEntries(numbers)};
    this.exports = program.link(assemble(this.functions(), 1)) as unknown as Updater['exports'];
  }

  /**
   * Clips the gradients that the program has added up, and moves the weights.
   *
   * @throws NonFiniteGradient if one is not finite; nothing has changed then
   */
  step(learningRate: number): void {
    const norm = this.norm(this.program.numbers());
    const {globalNorm = Number.POSITIVE_INFINITY} = this.clip;
    this.move(learningRate, norm > globalNorm ? globalNorm / norm : 1);
  }

  /**
   * Moves the weights, be the gradients finite or not.
   *
   * @param scale that the gradients are multiplied by
   */
  move(learningRate: number, scale = 1): void {
    const numbers = this.program.numbers();
    this.iterations++;
    const scalars = {...this.rule.scalars?.(this.iterations), [GRADIENT_SCALE]: scale, learningRate};
    for (const [name, valueAt] of this.loops.scalars) numbers[this.addresses[name]! / 4] = valueAt(scalars);
    this.exports.update();
  }

  /** The running values: copies, slot by slot, each for every weight. */
  slots(): Float32Array[] {
    return this.slotRanges().map(([start, size]) => this.program.numbers().slice(start, start + size));
  }

  setSlots(values: readonly ArrayLike<number>[]): void {
    const numbers = this.program.numbers();
    for (const [index, [start]] of this.slotRanges().entries()) numbers.set(values[index]!, start);
  }

  /** Where each slot of each weight begins, and how long it is, in numbers; slot by slot. */
  private slotRanges(): [number, number][] {
    const {layout, sizes} = this.program;
    return this.rule.slots.flatMap((slot) =>
      sizes.weights.map((size, weight): [number, number] => [
        (this.addresses[slot]! + layout.weights[weight]! - layout.weights[0]!) / 4,
        size,
      ]),
    );
  }

  /** ‖g‖, of all gradients as one vector. */
  private norm(numbers: Float32Array): number {
    this.exports.squares();
    const squares = numbers[this.addresses[SUM_OF_SQUARES]! / 4]!;
    if (Number.isFinite(squares)) return Math.sqrt(squares);
    // Either a gradient is not finite, or all are and their squares overflow single precision.
    const {layout, sizes} = this.program;
    let sum = 0;
    for (const [weight, address] of layout.weightGradients.entries()) {
      for (const value of numbers.subarray(address / 4, address / 4 + sizes.weights[weight]!)) {
        if (!Number.isFinite(value)) throw new NonFiniteGradient(weight, value);
        sum += value ** 2;
      }
    }
    return Math.sqrt(sum);
  }

  private functions() {
    const context = {
      addressOf: ({id}: Value) => ({offset: this.addresses[this.loops.names[id]!]!}),
      accumulates: () => false,
      inPlace: true,
    };
    return (['squares', 'update'] as const).map((name) => {
      const builder = new FunctionBuilder([]);
      emitLoop(builder, this.loops[name], context);
      return {name, builder};
    });
  }
}
