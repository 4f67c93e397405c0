// @ts-check
import {circularShift, contentWeighting, oneHotWeighting} from '@ntmjs/addressing';
import {resolveOptions} from '@ntmjs/arguments';
import {MemoryAccess} from '@ntmjs/layers';
import {constantMemory, read, write} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';

const options = /** @type {const} @satisfies {import('@ntmjs/arguments').OptionDeclarations} */ ({
  rows: {type: 'integer', min: 3, default: 64, description: 'rows of the memory'},
  width: {type: 'integer', min: 1, default: 16, description: 'width of a memory row'},
  keys: {type: 'integer', min: 1, default: 2, description: 'rows that are looked up at each step'},
});

/**
 * A journal: each step adds a row after the last one, over the oldest when it is full, and looks rows up by content.
 *
 *     interface = [row ; key_1 ; β_1 ; key_2 ; β_2 ; …]
 *
 * @extends {MemoryAccess<'memory' | 'next'>}
 */
export default class JournalAccess extends MemoryAccess {
  static className = 'JournalAccess';
  static options = options;

  /** @param {Partial<Record<keyof typeof options, number>>} args */
  constructor(args) {
    super();
    const {rows, width, keys} = resolveOptions('JournalAccess', args, options);
    this.args = {rows, width, keys};
    this.interfaceSize = width + keys * (width + 1);
    this.readSize = keys * width;
    this.stateShapes = {memory: [rows, width], next: [rows]};
    this.weightSpecs = {};
  }

  /** @param {number} batch */
  initialState(batch) {
    const {rows, width} = this.args;
    return {memory: constantMemory(batch, rows, width), next: oneHotWeighting(batch, rows)};
  }

  /**
   * @param {tf.Tensor2D} interfaceVector
   * @param {Record<'memory' | 'next', tf.Tensor>} state
   */
  step(interfaceVector, state) {
    const {width, keys} = this.args;
    const [row, ...parts] = /** @type {[tf.Tensor2D, ...tf.Tensor2D[]]} */ (
      tf.split(interfaceVector, [width, ...Array(keys).fill([width, 1]).flat()], 1)
    );
    const next = /** @type {tf.Tensor2D} */ (state.next);
    const memory = write(/** @type {tf.Tensor3D} */ (state.memory), next, tf.onesLike(row), row);
    const heads = Array.from({length: keys}, (_, index) => {
      const [key, strength] = /** @type {[tf.Tensor2D, tf.Tensor2D]} */ (
        parts.slice(2 * index, 2 * index + 2)
      );
      const weighting = contentWeighting(memory, key, tf.softplus(strength));
      return {kind: /** @type {const} */ ('read'), values: {key, weighting, read: read(memory, weighting)}};
    });
    const toNext = tf.tile(tf.tensor2d([[0, 0, 1]]), [next.shape[0], 1]);
    return {
      reads: tf.concat2d(
        heads.map(({values}) => values.read),
        1,
      ),
      state: {memory, next: circularShift(next, toNext)},
      heads: [{kind: /** @type {const} */ ('write'), values: {addVector: row, weighting: next}}, ...heads],
    };
  }

  /**
   * @override
   * @param {number} rows
   */
  withRows(rows) {
    return new JournalAccess({...this.args, rows});
  }

  getConfig() {
    return {...this.args};
  }
}
