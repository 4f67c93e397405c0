import {read} from '@ntmjs/memory';
import {tidy} from '@tensorflow/tfjs-core';
import {type AddressingLayout, addressingLayout, attend} from './addressing.js';
import {type Head, type HeadArgs, resolveHeadArgs} from './head.js';
import {requireParts} from './layout.js';

/**
 * A read head. Its interface: key M, strength 1, gate 1, shift 2R + 1, sharpening 1.
 *
 * @throws ArgumentError if an argument is out of its range
 * @see Graves et al. 2014, section 3.1
 */
export function readHead(args: HeadArgs): Head<AddressingLayout> {
  const resolved = resolveHeadArgs(args);
  const layout = addressingLayout(resolved.width, resolved.shiftRange);
  const attendTo: Head<AddressingLayout>['attend'] = (parts, memory, previousWeighting) =>
    tidy(() => {
      requireParts(parts, layout);
      const {weighting, ...values} = attend(parts, memory, previousWeighting, resolved);
      return {weighting, values};
    });
  return {
    kind: 'read',
    layout,
    attend: attendTo,
    step: (parts, memory, previousWeighting) =>
      tidy(() => {
        const attention = attendTo(parts, memory, previousWeighting);
        return {...attention, memory, read: read(memory, attention.weighting)};
      }),
  };
}
