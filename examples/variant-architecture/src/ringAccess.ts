import {circularShift, contentWeighting, interpolate, oneHotWeighting} from '@ntmjs/addressing';
import {requirePositiveInteger} from '@ntmjs/arguments';
import {MemoryAccess, type TensorRecord} from '@ntmjs/layers';
import {constantMemory, read, write} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';

/** The size of a ring memory. */
export interface RingAccessArgs {
  /** N, the number of rows: how many steps the ring remembers. */
  readonly rows: number;
  /** M, the width of a row. */
  readonly width: number;
}

/** The names of the state's tensors. */
type RingState = 'memory' | 'writeWeighting' | 'readWeighting';

/**
 * A ring memory: written in order, read by content or in order.
 *
 * Every step writes the next row of the ring: the controller chooses the contents, not the row. The read head looks up a key by
 * content or moves to the row after the one that it has just read, or both in part:
 *
 *     w_t = g content(M_t, key, β) + (1 − g) shift(w_{t−1}, 1)
 *
 * The controller learns which key to look up, and when to read on.
 */
export class RingAccess extends MemoryAccess<RingState> {
  static readonly className = 'RingAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: Readonly<Record<RingState, readonly number[]>>;
  readonly weightSpecs = {};
  private readonly args: RingAccessArgs;

  /** @throws ArgumentError if rows or width is not a positive integer */
  constructor({rows, width}: RingAccessArgs) {
    super();
    this.args = {rows: requirePositiveInteger('rows', rows), width: requirePositiveInteger('width', width)};
    this.interfaceSize = 2 * width + 2; // the row to write, the key, β and g
    this.readSize = width;
    this.stateShapes = {memory: [rows, width], writeWeighting: [rows], readWeighting: [rows]};
  }

  override initialState(batch: number) {
    const {rows, width} = this.args;
    return {
      memory: constantMemory(batch, rows, width),
      writeWeighting: oneHotWeighting(batch, rows),
      readWeighting: oneHotWeighting(batch, rows),
    };
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord<RingState>) {
    const {width} = this.args;
    const [row, key, strength, gate] = tf.split(interfaceVector, [width, width, 1, 1], 1) as tf.Tensor2D[];
    const writeWeighting = state.writeWeighting as tf.Tensor2D;
    const memory = write(state.memory as tf.Tensor3D, writeWeighting, tf.onesLike(row!), row!);
    const found = contentWeighting(memory, key!, tf.softplus(strength!));
    const next = moveOn(state.readWeighting as tf.Tensor2D);
    const readWeighting = interpolate(found, next, tf.sigmoid(gate!));
    return {
      reads: read(memory, readWeighting),
      state: {memory, writeWeighting: moveOn(writeWeighting), readWeighting},
    };
  }

  override withRows(rows: number): RingAccess {
    return new RingAccess({...this.args, rows});
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }
}
tf.serialization.registerClass(RingAccess);

/** Shifts a weighting by one row, from the last row to the first. */
function moveOn(weighting: tf.Tensor2D): tf.Tensor2D {
  return circularShift(weighting, tf.tile(tf.tensor2d([[0, 0, 1]]), [weighting.shape[0], 1]));
}
