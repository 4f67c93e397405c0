import {lengthOf, type Numbers, reverseSteps} from './numbers.js';
import type {Stage} from './stage.js';

/** Repeats each row of `[batch, size]`: `[batch, times, size]`. */
export class RepeatStage implements Stage {
  readonly weights = undefined;
  private size = 0;

  constructor(private readonly times: number) {}

  forward([inputs]: readonly Numbers[]): readonly Numbers[] {
    const {times} = this;
    const {values} = inputs!;
    const [batch, size] = inputs!.shape as [number, number];
    const repeated = new Float32Array(times * values.length);
    for (let row = 0; row < batch * times; row++) {
      const from = Math.floor(row / times) * size;
      repeated.set(values.subarray(from, from + size), row * size);
    }
    this.size = size;
    return [{shape: [batch, times, size], values: repeated}];
  }

  backward([gradient]: readonly (Float32Array | undefined)[]): readonly Float32Array[] {
    const {times, size} = this;
    const sums = new Float32Array(gradient!.length / times);
    for (let index = 0; index < gradient!.length; index++) {
      const row = Math.floor(index / (times * size));
      sums[row * size + (index % size)]! += gradient![index]!;
    }
    return [sums];
  }
}

/** The same numbers in another shape. */
export class ReshapeStage implements Stage {
  readonly weights = undefined;

  /** @param shapeOf the shape of the outputs, from that of the inputs */
  constructor(private readonly shapeOf: (shape: readonly number[]) => readonly number[]) {}

  forward([inputs]: readonly Numbers[]): readonly Numbers[] {
    const shape = this.shapeOf(inputs!.shape);
    if (lengthOf(shape) !== inputs!.values.length)
      throw new Error(`numbers of shape [${inputs!.shape}] cannot have the shape [${shape}]`);
    return [{shape, values: inputs!.values}];
  }

  backward(gradients: readonly (Float32Array | undefined)[]): readonly (Float32Array | undefined)[] {
    return gradients;
  }
}

/** Reverses the steps of sequences `[batch, steps, size]`. */
export class ReverseStage implements Stage {
  readonly weights = undefined;
  private shape: readonly number[] = [];

  forward([inputs]: readonly Numbers[]): readonly Numbers[] {
    this.shape = inputs!.shape;
    return [{shape: this.shape, values: this.reverse(inputs!.values)}];
  }

  backward([gradient]: readonly (Float32Array | undefined)[]): readonly Float32Array[] {
    return [this.reverse(gradient!)];
  }

  private reverse(values: Float32Array): Float32Array {
    const [batch, steps, size] = this.shape as [number, number, number];
    return reverseSteps(values, batch, steps, size);
  }
}
