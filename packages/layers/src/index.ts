export {
  type AccessStep,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
  type WeightSpec,
} from './access.js';
export {NtmAccess} from './accesses/ntmAccess.js';
export type {FirstWeighting, HeadKind, MemoryArgs, NtmAccessArgs} from './accesses/ntmArgs.js';
export {type CellState, MemoryAugmentedCell, type MemoryAugmentedCellArgs} from './cell.js';
export {MemoryAugmentedRNN, type MemoryAugmentedRNNArgs, type RecurrentArgs} from './layer.js';
export {type NtmArgs, ntm} from './ntm.js';
export {withRows} from './withRows.js';
