import type {Numbers} from '../runtime/stages/numbers.js';
import type {ModelGraph} from './modelGraph.js';

/** Reads the graph of a model for inputs of some shapes, `[batch, …]`. */
export type ReadGraph = (shapes: readonly (readonly (number | null)[])[]) => ModelGraph;

/** The shapes of the values of a model, which may depend on those of its inputs, such as the number of steps. */
export class ValueShapes {
  private key = '';
  private bySample: ReadonlyMap<number, readonly number[]> = new Map();

  constructor(private readonly readGraph: ReadGraph) {}

  /**
   * The shape of each value of a sample, by id: all of a batch but the first dimension.
   *
   * @param inputs of the model, `[batch, …]`; the shapes are the same object as before while theirs are the same
   * @throws Error if shapes of layers do not fit together
   */
  of(inputs: readonly Numbers[]): ReadonlyMap<number, readonly number[]> {
    const samples = inputs.map(({shape}) => shape.slice(1));
    const key = JSON.stringify(samples);
    if (key === this.key) return this.bySample;
    const graph = this.readGraph(samples.map((shape) => [1, ...shape]));
    const values = [...graph.inputs, ...[...graph.draws, ...graph.operations].map(({output}) => output)];
    this.bySample = new Map(values.map(({id, shape}) => [id, shape.slice(1) as number[]]));
    this.key = key;
    return this.bySample;
  }
}
