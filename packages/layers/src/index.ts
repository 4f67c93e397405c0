export {
  type AccessStep,
  type HeadActivity,
  type HeadKind,
  MemoryAccess,
  type ShapeRecord,
  type TensorRecord,
  type WeightSpec,
} from './access.js';
export {AttentionAccess, type AttentionAccessArgs} from './accesses/attentionAccess.js';
export type {ContinuousAccessArgs} from './accesses/continuousAccess.js';
export {DeltaAccess, type DeltaAccessArgs, type DeltaFirstBiases} from './accesses/deltaAccess.js';
export {DncAccess} from './accesses/dncAccess.js';
export type {DncAccessArgs, DncFirstBiases} from './accesses/dncInterface.js';
export type {MemoryArgs} from './accesses/firstContents.js';
export {MannAccess, type MannAccessArgs, type MannFirstBiases} from './accesses/mannAccess.js';
export {
  type FirstWeighting,
  NtmAccess,
  type NtmAccessArgs,
  type NtmFirstBiases,
} from './accesses/ntmAccess.js';
export {SamAccess} from './accesses/samAccess.js';
export type {SamAccessArgs, SamFirstBiases} from './accesses/samInterface.js';
export {SdncAccess} from './accesses/sdncAccess.js';
export type {SdncAccessArgs} from './accesses/sdncInterface.js';
export {DequeAccess, QueueAccess, StackAccess} from './accesses/stackQueueDeque.js';
export {
  type AttentionArgs,
  attention,
  type DeltaArgs,
  type DncArgs,
  delta,
  dnc,
  type MannArgs,
  mann,
  type NeuralDequeArgs,
  type NeuralQueueArgs,
  type NeuralStackArgs,
  type NtmArgs,
  neuralDeque,
  neuralQueue,
  neuralStack,
  ntm,
  type SamArgs,
  type SdncArgs,
  sam,
  sdnc,
} from './architectures.js';
export {type CellState, MemoryAugmentedCell, type MemoryAugmentedCellArgs} from './cell.js';
export type {FirstState, FirstStateArgs} from './firstStates.js';
export {InitialStateCell, type InitialStateCellArgs} from './initialStateCell.js';
export {InitialStateRNN, type InitialStateRNNArgs} from './initialStateRNN.js';
export {
  type LayerArgs,
  MemoryAugmentedRNN,
  type MemoryAugmentedRNNArgs,
  type MemoryLayerArgs,
  memoryLayer,
} from './layer.js';
export {
  type LstmBaselineArgs,
  LstmBaselineCell,
  type LstmBaselineCellArgs,
  lstmBaseline,
} from './lstmBaseline.js';
export type {RecurrentArgs} from './recurrentArgs.js';
export {withRows} from './withRows.js';
