import {MemoryAccess, type TensorRecord} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';

/** A queue that shifts by one row a step, of which the oldest row is read: an access as a user writes one. */
export class DelayAccess extends MemoryAccess {
  static readonly className = 'DelayAccess';
  readonly interfaceSize: number;
  readonly readSize: number;
  readonly stateShapes: {memory: number[]};
  readonly weightSpecs = {};

  constructor(private readonly args: {rows: number; width: number}) {
    super();
    this.interfaceSize = args.width;
    this.readSize = args.width;
    this.stateShapes = {memory: [args.rows, args.width]};
  }

  initialState(batch: number) {
    return {memory: tf.zeros([batch, this.args.rows, this.args.width])};
  }

  step(interfaceVector: tf.Tensor2D, state: TensorRecord) {
    const {rows, width} = this.args;
    const batch = interfaceVector.shape[0];
    const memory = state.memory as tf.Tensor3D;
    const oldest = tf.reshape(tf.slice(memory, [0, 0, 0], [batch, 1, width]), [batch, width]) as tf.Tensor2D;
    const rest = tf.slice(memory, [0, 1, 0], [batch, rows - 1, width]);
    return {
      reads: oldest,
      state: {memory: tf.concat([rest, tf.reshape(interfaceVector, [batch, 1, width])], 1)},
    };
  }

  getConfig() {
    return {...this.args};
  }
}
tf.serialization.registerClass(DelayAccess);
