export {
  type AccessStep,
  type HeadActivity,
  type HeadKind,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
  type WeightSpec,
} from './access.js';
export type {ContinuousAccessArgs} from './accesses/continuousArgs.js';
export {DequeAccess} from './accesses/dequeAccess.js';
export {DncAccess} from './accesses/dncAccess.js';
export type {DncAccessArgs} from './accesses/dncArgs.js';
export {MannAccess} from './accesses/mannAccess.js';
export type {MannAccessArgs} from './accesses/mannArgs.js';
export type {MemoryArgs} from './accesses/memoryArgs.js';
export {NtmAccess} from './accesses/ntmAccess.js';
export type {FirstWeighting, NtmAccessArgs} from './accesses/ntmArgs.js';
export {QueueAccess} from './accesses/queueAccess.js';
export {StackAccess} from './accesses/stackAccess.js';
export {type CellState, MemoryAugmentedCell, type MemoryAugmentedCellArgs} from './cell.js';
export type {LayerArgs} from './createLayer.js';
export {type DncArgs, dnc} from './dnc.js';
export {InitialStateCell, type InitialStateCellArgs} from './initialStateCell.js';
export {InitialStateRNN, type InitialStateRNNArgs} from './initialStateRNN.js';
export {MemoryAugmentedRNN, type MemoryAugmentedRNNArgs} from './layer.js';
export {type LstmBaselineArgs, lstmBaseline} from './lstmBaseline.js';
export {LstmBaselineCell, type LstmBaselineCellArgs} from './lstmBaselineCell.js';
export {type MannArgs, mann} from './mann.js';
export {type NeuralDequeArgs, neuralDeque} from './neuralDeque.js';
export {type NeuralQueueArgs, neuralQueue} from './neuralQueue.js';
export {type NeuralStackArgs, neuralStack} from './neuralStack.js';
export {type NtmArgs, ntm} from './ntm.js';
export type {RecurrentArgs} from './recurrentArgs.js';
export {withRows} from './withRows.js';
