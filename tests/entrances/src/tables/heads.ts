import type {Head, Layout} from '@ntmjs/heads';
import * as exports from '@ntmjs/heads';
import {type Module, open} from '../entrance.js';
import {batch, memory, tensor, weighting, width} from '../values.js';

const args = () => ({width, shiftRange: 1, activation: 'tanh' as const, weightingClip: 1});
const layout = () => open(exports.addressingLayout(width, 1));

/** The parts of a head's interface vector. */
const partsOf = (sizes: Layout) =>
  open(Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, tensor(batch, size)])));

const step = (head: Head) => ({
  args: () => [partsOf(head.layout), memory(), weighting()],
  call: head.step as (...given: never[]) => unknown,
});

export const headsModule: Module = {
  name: 'heads',
  exports,
  entrances: {
    activateAddressing: () => [partsOf(layout()), 'tanh'],
    addressingLayout: () => [width, 1],
    layoutSize: () => [layout()],
    readHead: () => [args()],
    'readHead().step': step(exports.readHead(args()) as unknown as Head),
    splitInterface: () => [tensor(batch, exports.layoutSize(layout())), [layout()]],
    writeHead: () => [args()],
    'writeHead().step': step(exports.writeHead(args()) as unknown as Head),
    writeLayout: () => [width, 1],
  },
};
