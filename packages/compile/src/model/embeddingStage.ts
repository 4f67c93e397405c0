import type {layers} from '@tensorflow/tfjs-layers';
import type {Numbers} from './numbers.js';
import type {Stage, StageWeights} from './stage.js';
import {WeightMemory} from './weightMemory.js';

/** An embedding: row `i` of its weights for each index `i`. */
export class EmbeddingStage implements Stage {
  readonly weights: StageWeights;
  private readonly memory: WeightMemory;
  private readonly size: number;
  private readonly rows: number;
  private indices = new Int32Array();

  /** @param layer built */
  constructor(private readonly layer: layers.Layer) {
    const [table] = layer.weights;
    [this.rows, this.size] = table!.shape as [number, number];
    this.memory = new WeightMemory([this.rows * this.size]);
    this.weights = {memory: this.memory, variables: [table!]};
  }

  forward([inputs]: readonly Numbers[]): readonly Numbers[] {
    const {size, rows} = this;
    const {shape, values: given} = inputs!;
    const indices = Int32Array.from(given);
    const values = new Float32Array(indices.length * size);
    const start = this.memory.layout.weights[0]! / 4;
    const numbers = this.memory.numbers();
    for (let position = 0; position < indices.length; position++) {
      const index = indices[position]!;
      if (index < 0 || index >= rows)
        throw new Error(`${this.layer.name}: the index ${index} is not from 0 to ${rows - 1}`);
      const [from, to] = [start + index * size, position * size];
      for (let column = 0; column < size; column++) values[to + column] = numbers[from + column]!;
    }
    this.indices = indices;
    return [{shape: [...shape, size], values}];
  }

  backward([gradient]: readonly (Float32Array | undefined)[]): readonly undefined[] {
    const {size, indices} = this;
    const numbers = this.memory.numbers();
    const start = this.memory.layout.weightGradients[0]! / 4;
    for (let position = 0; position < indices.length; position++) {
      const [from, to] = [position * size, start + indices[position]! * size];
      for (let column = 0; column < size; column++) numbers[to + column]! += gradient![from + column]!;
    }
    return [undefined];
  }
}
