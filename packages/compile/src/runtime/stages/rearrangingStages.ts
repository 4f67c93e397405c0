import {lengthOf, type Numbers, reverseSteps} from './numbers.js';
import {type Stage, WeightlessStage} from './stage.js';

/** Repeats each row of `[batch, size]`: `[batch, times, size]`. */
export class RepeatStage extends WeightlessStage implements Stage {
  private times = 0;
  private size = 0;

  forward([inputs]: readonly Numbers[], shape: readonly number[]): Float32Array {
    const [batch, times, size] = shape as [number, number, number];
    const {values} = inputs!;
    const repeated = new Float32Array(times * values.length);
    for (let row = 0; row < batch * times; row++) {
      const from = Math.floor(row / times) * size;
      repeated.set(values.subarray(from, from + size), row * size);
    }
    this.times = times;
    this.size = size;
    return repeated;
  }

  backward(gradient: Float32Array): readonly Float32Array[] {
    const {times, size} = this;
    const sums = new Float32Array(gradient.length / times);
    for (let index = 0; index < gradient.length; index++) {
      const row = Math.floor(index / (times * size));
      sums[row * size + (index % size)]! += gradient[index]!;
    }
    return [sums];
  }
}

/** The same numbers in another shape. */
export class ReshapeStage extends WeightlessStage implements Stage {
  forward([inputs]: readonly Numbers[], shape: readonly number[]): Float32Array {
    if (lengthOf(shape) !== inputs!.values.length)
      throw new Error(`numbers of shape [${inputs!.shape}] cannot have the shape [${shape}]`);
    return inputs!.values;
  }

  backward(gradient: Float32Array): readonly Float32Array[] {
    return [gradient];
  }
}

/** Reverses the steps of sequences `[batch, steps, size]`. */
export class ReverseStage extends WeightlessStage implements Stage {
  private shape: readonly number[] = [];

  forward([inputs]: readonly Numbers[]): Float32Array {
    this.shape = inputs!.shape;
    return this.reverse(inputs!.values);
  }

  backward(gradient: Float32Array): readonly Float32Array[] {
    return [this.reverse(gradient)];
  }

  private reverse(values: Float32Array): Float32Array {
    const [batch, steps, size] = this.shape as [number, number, number];
    return reverseSteps(values, batch, steps, size);
  }
}
