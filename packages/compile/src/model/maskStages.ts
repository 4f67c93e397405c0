import * as tf from '@tensorflow/tfjs-core';
import type {Numbers} from './numbers.js';
import type {Stage} from './stage.js';

/** Where an element differs from a number: `[…]`. */
export class NonZeroStage implements Stage {
  readonly weights = undefined;

  forward([inputs]: readonly Numbers[]): readonly Numbers[] {
    const {shape, values} = inputs!;
    return [{shape, values: values.map((value) => (value === 0 ? 0 : 1))}];
  }

  backward(): readonly undefined[] {
    return [undefined];
  }
}

/** Where any element of a row differs from a number: from `[…, size]` to `[…]`. */
export class UnequalRowStage implements Stage {
  readonly weights = undefined;

  constructor(private readonly value: number) {}

  forward([inputs]: readonly Numbers[]): readonly Numbers[] {
    const {shape, values} = inputs!;
    const size = shape.at(-1)!;
    const mask = new Float32Array(values.length / size);
    const value = Math.fround(this.value);
    for (let index = 0; index < values.length; index++) {
      if (values[index] !== value) mask[Math.floor(index / size)] = 1;
    }
    return [{shape: shape.slice(0, -1), values: mask}];
  }

  backward(): readonly undefined[] {
    return [undefined];
  }
}

/** What dropout multiplies its input by: 0, or 1 / (1 − rate). The values are those of tfjs, for equal seeds and shapes. */
export class DropoutStage implements Stage {
  readonly weights = undefined;

  constructor(
    private readonly rate: number,
    private readonly seed: number | string | undefined,
  ) {}

  forward([inputs]: readonly Numbers[]): readonly Numbers[] {
    const shape = [...inputs!.shape];
    const multipliers = tf.tidy(() => tf.dropout(tf.ones(shape), this.rate, undefined, this.seed));
    const values = multipliers.dataSync() as Float32Array;
    multipliers.dispose();
    return [{shape, values}];
  }

  backward(): readonly undefined[] {
    return [undefined];
  }
}
