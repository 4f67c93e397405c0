import type {Numbers} from './numbers.js';
import type {Stage} from './stage.js';
import {WeightMemory} from './weightMemory.js';

/** An embedding: its rows, each of some size, and its name for errors. */
export interface EmbeddingCode {
  readonly name: string;
  readonly rows: number;
  readonly size: number;
}

/** An embedding: row `i` of its weights for each index `i`. */
export class EmbeddingStage implements Stage {
  readonly memory: WeightMemory;
  private indices = new Int32Array();

  constructor(private readonly code: EmbeddingCode) {
    this.memory = new WeightMemory([code.rows * code.size]);
  }

  shared(): readonly Float32Array[] {
    return [this.memory.weightNumbers()];
  }

  sharedGradients(): readonly Float32Array[] {
    return [this.memory.gradientNumbers()];
  }

  forward([inputs]: readonly Numbers[]): Float32Array {
    const {size, rows, name} = this.code;
    const indices = Int32Array.from(inputs!.values);
    const values = new Float32Array(indices.length * size);
    const start = this.memory.layout.weights[0]! / 4;
    const numbers = this.memory.numbers();
    for (let position = 0; position < indices.length; position++) {
      const index = indices[position]!;
      if (index < 0 || index >= rows)
        throw new Error(`${name}: the index ${index} is not from 0 to ${rows - 1}`);
      const [from, to] = [start + index * size, position * size];
      for (let column = 0; column < size; column++) values[to + column] = numbers[from + column]!;
    }
    this.indices = indices;
    return values;
  }

  backward(gradient: Float32Array): readonly undefined[] {
    const {code, indices} = this;
    const {size} = code;
    const numbers = this.memory.numbers();
    const start = this.memory.layout.weightGradients[0]! / 4;
    for (let position = 0; position < indices.length; position++) {
      const [from, to] = [position * size, start + indices[position]! * size];
      for (let column = 0; column < size; column++) numbers[to + column]! += gradient[from + column]!;
    }
    return [undefined];
  }
}
