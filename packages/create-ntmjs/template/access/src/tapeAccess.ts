import {circularShift, contentWeighting, oneHotWeighting} from '@ntmjs/addressing';
import {requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {MemoryAccess, type TensorRecord} from '@ntmjs/layers';
import {constantMemory, read, write} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';

/** The size of a tape. */
export interface TapeAccessArgs {
  /** How many steps the tape remembers. */
  readonly rows: number;
  /** The width of a row. */
  readonly width: number;
}

/** The names of the state's tensors. */
type TapeState = 'memory' | 'writeWeighting';

/**
 * A tape: written in order, read by content.
 *
 * Each step writes the next row, after the last one the first again: the controller chooses what to write, not where. Then it
 * reads the rows that are most like a key, with attention w_t = content(M_t, key, β).
 */
export class TapeAccess extends MemoryAccess<TapeState> {
  static readonly className = 'TapeAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: Readonly<Record<TapeState, readonly number[]>>;
  readonly weightSpecs = {}; // a tape learns nothing itself
  private readonly args: TapeAccessArgs;

  /** @throws ArgumentError if rows or width is not a positive integer */
  constructor(args: TapeAccessArgs) {
    super();
    requireKeys('tape', args, ['rows', 'width']);
    const rows = requirePositiveInteger('rows', args.rows);
    const width = requirePositiveInteger('width', args.width);
    this.args = {rows, width};
    this.interfaceSize = width + width + 1; // the row to write, the key, β before its activation
    this.readSize = width;
    this.stateShapes = {memory: [rows, width], writeWeighting: [rows]};
  }

  override initialState(batch: number) {
    const {rows, width} = this.args;
    return {memory: constantMemory(batch, rows, width), writeWeighting: oneHotWeighting(batch, rows)};
  }

  override step(interfaceVector: tf.Tensor2D, state: TensorRecord<TapeState>) {
    const {width} = this.args;
    const [row, key, strength] = tf.split(interfaceVector, [width, width, 1], 1) as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const writeWeighting = state.writeWeighting as tf.Tensor2D;
    const memory = write(state.memory as tf.Tensor3D, writeWeighting, tf.onesLike(row), row);
    const readWeighting = contentWeighting(memory, key, tf.softplus(strength));
    return {
      reads: read(memory, readWeighting),
      state: {memory, writeWeighting: nextRow(writeWeighting)},
    };
  }

  /** The same access with another number of rows, for `withRows(model, rows)`. */
  override withRows(rows: number): TapeAccess {
    return new TapeAccess({...this.args, rows});
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...this.args};
  }
}
tf.serialization.registerClass(TapeAccess);

/** Moves a weighting on by one row. */
function nextRow(weighting: tf.Tensor2D): tf.Tensor2D {
  return circularShift(weighting, tf.tile(tf.tensor2d([[0, 0, 1]]), [weighting.shape[0], 1]));
}
