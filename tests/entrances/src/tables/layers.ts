import type {MemoryAccess} from '@ntmjs/layers';
import * as exports from '@ntmjs/layers';
import {type Call, type Module, open} from '../entrance.js';
import {batch, model, tensor} from '../values.js';

const controller = () => ({type: 'lstm', units: 2});
const common = () => ({
  units: 2,
  controller: controller(),
  outputClip: 20,
  readGain: 1,
  readClip: 1,
  firstReads: 'learned',
  firstControllerState: 'learned',
  seed: 1,
  kernelInitializer: 'zeros',
  returnSequences: true,
  returnState: false,
  goBackwards: false,
  stateful: false,
  inputShape: [null, 3],
  name: 'layer',
  trainable: true,
});
const memory = () => ({rows: 6, width: 3, contents: 'learned', value: 0, deviation: 0.1, seed: 1});
const size = () => ({rows: 6, width: 3});
const ntm = () => ({
  memory: memory(),
  heads: ['write', 'read'],
  shiftRange: 1,
  firstWeighting: 'learned',
  firstBiases: {
    keyStrength: 3,
    interpolationGate: 3,
    shiftWeights: 2,
    sharpening: 1,
    eraseVector: -1,
  },
  vectorActivation: 'tanh',
  weightingClip: 1,
});
const dnc = () => ({
  memory: memory(),
  readHeads: 1,
  writeHeads: 1,
  contentMask: true,
  eraseFreed: true,
  sharpLinks: true,
  firstBiases: {keyStrength: 3, eraseVector: -1, allocationGate: 1, writeGate: 1, freeGate: -1},
});
const mann = () => ({
  memory: memory(),
  readHeads: 1,
  usageDecay: 0.9,
  keyStrength: true,
  addVector: true,
  keyActivation: 'tanh',
  firstBiases: {writeGate: -1, keyStrength: 3},
});
const sam = () => ({
  memory: memory(),
  readHeads: 2,
  rowsRead: 2,
  accessThreshold: 0.01,
  vectorActivation: 'tanh',
  firstBiases: {keyStrength: 3, writeGate: -1, interpolationGate: -1},
});
const sdnc = () => ({...sam(), links: 3});
const delta = () => ({
  memory: size(),
  readHeads: 2,
  rule: 'delta',
  decay: true,
  maxWriteStrength: 1.5,
  keyActivation: 'silu',
  firstBiases: {writeStrength: -1, decay: 3},
});
const attention = () => ({memory: size(), readHeads: 2, blocks: 1, positions: 'none'});
const continuous = () => ({memory: size(), pushBias: 1});

const cell = () => ({
  units: 2,
  controller: controller(),
  access: new exports.NtmAccess(ntm() as never),
  seed: 1,
});
let built: exports.MemoryAugmentedCell | undefined;

/** A cell that is built, always the same. */
function builtCell() {
  if (built !== undefined) return built;
  built = new exports.MemoryAugmentedCell(cell() as never);
  built.build([null, 3]);
  return built;
}

const weightsOf = (access: MemoryAccess) =>
  open(
    Object.fromEntries(Object.entries(access.weightSpecs).map(([name, {shape}]) => [name, tensor(...shape)])),
  );
const stateOf = (access: MemoryAccess) =>
  open(
    Object.fromEntries(
      Object.entries(access.stateShapes).map(([name, shape]) => [name, tensor(batch, ...shape)]),
    ),
  );

/** The methods of a memory access. */
function methodsOf(name: string, access: MemoryAccess): Record<string, Call> {
  const hasWeights = Object.keys(access.weightSpecs).length > 0;
  const hasFixedRows = access.withRows === exports.MemoryAccess.prototype.withRows;
  const needsWeights = access instanceof exports.AttentionAccess;
  return {
    [`${name}().initialState`]: {
      args: () => (hasWeights ? [batch, weightsOf(access)] : [batch]),
      call: (size: never, weights: never) => access.initialState(size, weights),
      required: hasWeights ? 2 : 1,
    },
    [`${name}().step`]: {
      args: () => [
        tensor(batch, access.interfaceSize),
        stateOf(access),
        ...(needsWeights ? [weightsOf(access)] : []),
      ],
      call: (vector: never, state: never, weights: never) => access.step(vector, state, weights),
      required: needsWeights ? 3 : 2,
    },
    ...(!hasFixedRows && {
      [`${name}().withRows`]: {args: () => [8], call: (rows: never) => access.withRows(rows)},
    }),
  };
}

export const layersModule: Module = {
  name: 'layers',
  exports,
  entrances: {
    delta: () => [{...common(), ...delta()}],
    DeltaAccess: () => [delta()],
    ...methodsOf('DeltaAccess', new exports.DeltaAccess(delta() as never)),
    attention: () => [{...common(), ...attention()}],
    AttentionAccess: () => [attention()],
    ...methodsOf('AttentionAccess', new exports.AttentionAccess(attention() as never)),
    DequeAccess: () => [continuous()],
    ...methodsOf('DequeAccess', new exports.DequeAccess(continuous())),
    dnc: () => [{...common(), ...dnc()}],
    DncAccess: () => [dnc()],
    ...methodsOf('DncAccess', new exports.DncAccess(dnc() as never)),
    InitialStateRNN: () => [
      {
        cell: new exports.LstmBaselineCell({units: 2, hiddenUnits: 2, startsFromZeros: false}),
        returnSequences: true,
      },
    ],
    lstmBaseline: () => [
      {
        units: 2,
        hiddenUnits: 2,
        layers: 1,
        seed: 1,
        kernelInitializer: 'zeros',
        returnSequences: true,
        name: 'layer',
      },
    ],
    LstmBaselineCell: () => [
      {units: 2, hiddenUnits: 2, layers: 1, seed: 1, startsFromZeros: false, name: 'cell'},
    ],
    mann: () => [{...common(), ...mann()}],
    MannAccess: () => [mann()],
    ...methodsOf('MannAccess', new exports.MannAccess(mann() as never)),
    MemoryAugmentedCell: () => [
      {
        ...cell(),
        outputClip: 20,
        readGain: 1,
        readClip: 1,
        firstReads: 'learned',
        firstControllerState: 'learned',
        startsFromZeros: true,
        kernelInitializer: 'zeros',
        name: 'cell',
      },
    ],
    'MemoryAugmentedCell().initialState': {
      args: () => [batch],
      call: (size: never) => builtCell().initialState(size),
    },
    MemoryAugmentedRNN: () => [
      {
        cell: new exports.MemoryAugmentedCell({...cell(), startsFromZeros: false} as never),
        returnSequences: true,
      },
    ],
    memoryLayer: () => [{...common(), access: new exports.NtmAccess(ntm() as never)}],
    neuralDeque: () => [{...common(), ...continuous()}],
    neuralQueue: () => [{...common(), ...continuous()}],
    neuralStack: () => [{...common(), ...continuous()}],
    ntm: () => [{...common(), ...ntm()}],
    NtmAccess: () => [ntm()],
    ...methodsOf('NtmAccess', new exports.NtmAccess(ntm() as never)),
    QueueAccess: () => [continuous()],
    sam: () => [{...common(), ...sam()}],
    SamAccess: () => [sam()],
    ...methodsOf('SamAccess', new exports.SamAccess(sam() as never)),
    sdnc: () => [{...common(), ...sdnc()}],
    SdncAccess: () => [sdnc()],
    ...methodsOf('SdncAccess', new exports.SdncAccess(sdnc() as never)),
    StackAccess: () => [continuous()],
    withRows: () => [model(), 8],
  },
  unchecked: {
    reason: 'an abstract class, whose constructor its subclasses call',
    names: ['InitialStateCell', 'MemoryAccess'],
  },
};
