import type {LayerVariable} from '@tensorflow/tfjs-layers';

/** Finds weights of a cell by the names that it gave them; tfjs puts a scope before them. */
export function weightsByName(weights: readonly LayerVariable[]): (name: string) => LayerVariable {
  const byName = new Map(weights.map((weight) => [weight.originalName.split('/').at(-1), weight]));
  return (name) => {
    const weight = byName.get(name);
    if (weight === undefined) throw new Error(`the cell has no weight ${name}`);
    return weight;
  };
}
