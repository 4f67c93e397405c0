export {type AddressingLayout, activateAddressing, addressingLayout} from './addressing.js';
export type {Head, HeadArgs, HeadAttention, HeadStep, VectorActivation} from './head.js';
export {type Layout, layoutSize, type Parts, splitInterface} from './layout.js';
export {readHead} from './readHead.js';
export {type WriteLayout, writeHead, writeLayout} from './writeHead.js';
