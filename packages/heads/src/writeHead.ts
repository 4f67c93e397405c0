import {write} from '@ntmjs/memory';
import * as tf from '@tensorflow/tfjs-core';
import {activate, addressingLayout, attend} from './addressing.js';
import {type Head, type HeadArgs, resolveHeadArgs} from './head.js';
import {requireParts} from './layout.js';

/** The interface of a write head: addressing parameters, erase vector and add vector. */
export function writeLayout(width: number, shiftRange: number) {
  return {...addressingLayout(width, shiftRange), eraseVector: width, addVector: width};
}

export type WriteLayout = ReturnType<typeof writeLayout>;

/**
 * A write head. Its interface: that of a read head, then erase M, add M, with e = σ(ê).
 *
 * @throws ArgumentError if an argument is out of its range
 * @see Graves et al. 2014, section 3.2
 */
export function writeHead(args: HeadArgs): Head<WriteLayout> {
  const resolved = resolveHeadArgs(args);
  const layout = writeLayout(resolved.width, resolved.shiftRange);
  const attendTo: Head<WriteLayout>['attend'] = (parts, memory, previousWeighting) =>
    tf.tidy(() => {
      requireParts(parts, layout);
      const {weighting, ...values} = attend(parts, memory, previousWeighting, resolved);
      const eraseVector = tf.sigmoid(parts.eraseVector);
      const addVector = activate(parts.addVector, resolved.activation);
      return {weighting, values: {...values, eraseVector, addVector}};
    });
  return {
    kind: 'write',
    layout,
    attend: attendTo,
    step: (parts, memory, previousWeighting) =>
      tf.tidy(() => {
        const attention = attendTo(parts, memory, previousWeighting);
        const {eraseVector, addVector} = attention.values;
        return {...attention, memory: write(memory, attention.weighting, eraseVector, addVector)};
      }),
  };
}
