import type {Numbers} from './numbers.js';
import {type Stage, WeightlessStage} from './stage.js';

/** Where an element differs from zero: `[…]`. */
export class NonZeroStage extends WeightlessStage implements Stage {
  forward([inputs]: readonly Numbers[]): Float32Array {
    return inputs!.values.map((value) => (value === 0 ? 0 : 1));
  }

  backward(): readonly undefined[] {
    return [undefined];
  }
}

/** Where any element of a row differs from a number: from `[…, size]` to `[…]`. */
export class UnequalRowStage extends WeightlessStage implements Stage {
  constructor(private readonly value: number) {
    super();
  }

  forward([inputs]: readonly Numbers[]): Float32Array {
    const {shape, values} = inputs!;
    const size = shape.at(-1)!;
    const mask = new Float32Array(values.length / size);
    const value = Math.fround(this.value);
    for (let index = 0; index < values.length; index++) {
      if (values[index] !== value) mask[Math.floor(index / size)] = 1;
    }
    return mask;
  }

  backward(): readonly undefined[] {
    return [undefined];
  }
}
