import * as tf from '@tensorflow/tfjs-core';
import {type LayerVariable, layers, RNN} from '@tensorflow/tfjs-layers';
import type {StatelessCell} from '../trace/traceStep.js';
import type {Link} from './chain.js';

/** A chain of layers as one cell. Its states are those of each recurrent layer, in order. */
export class ChainCell extends layers.RNNCell implements StatelessCell {
  static readonly className = 'ChainCell';
  readonly stateSize: number[];
  readonly outputSize: number;
  /** Those of the recurrent layers, whose dropout masks a trace puts aside. */
  readonly cells: readonly layers.RNNCell[];

  constructor(private readonly links: readonly Link[]) {
    super({});
    this.cells = links.flatMap(({layer}) => (layer instanceof RNN ? (layer.cell as layers.RNNCell) : []));
    this.stateSize = links.flatMap(({layer}) => (layer instanceof RNN ? statesOf(layer) : []));
    const {layer, inputShape} = links.at(-1)!;
    this.outputSize =
      layer instanceof RNN
        ? statesOf(layer)[0]!
        : ([layer.computeOutputShape(inputShape)].flat().at(-1) as number);
    this.built = true;
  }

  override get trainableWeights(): LayerVariable[] {
    return this.links.flatMap(
      ({layer}) => (layer instanceof RNN ? (layer.cell as layers.RNNCell) : layer).trainableWeights,
    );
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    let [rows, ...states] = inputs as [tf.Tensor, ...tf.Tensor[]];
    const next: tf.Tensor[] = [];
    for (const link of this.links) {
      const {layer} = link;
      if (layer instanceof RNN) {
        const count = statesOf(layer).length;
        const results = (layer.cell as layers.RNNCell).call(
          [rows, ...states.slice(0, count)],
          {},
        ) as tf.Tensor[];
        states = states.slice(count);
        rows = results[0]!;
        next.push(...results.slice(1));
      } else rows = applied(link, rows);
    }
    return [rows, ...next];
  }
}

function statesOf(layer: RNN): number[] {
  return [(layer.cell as layers.RNNCell).stateSize].flat();
}

/** What a layer makes of rows, `[batch, size]`. */
function applied({layer, inputShape}: Link, rows: tf.Tensor): tf.Tensor {
  const [batch, size] = rows.shape as [number, number];
  const shape = [batch, ...inputShape.slice(1, -1).map(() => 1), size];
  const [output] = [layer.call(tf.reshape(rows, shape), {training: false})].flat();
  return tf.reshape(output!, [batch, -1]);
}
