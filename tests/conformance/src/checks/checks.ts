import type {Check} from '../check.js';
import {bidirectionalModes, bidirectionalSaving} from './bidirectional.js';
import {callbacks} from './callbacks.js';
import {rnnOfCell, stackedCells} from './cells.js';
import {classWeights} from './classWeights.js';
import {cloning} from './cloning.js';
import {config} from './config.js';
import {dropout, dropoutLeaks} from './dropout.js';
import {
  inputErrors,
  optionErrors,
  stateErrors,
  statefulErrors,
  unknownOptions,
  weightErrors,
} from './errors.js';
import {fit} from './fit.js';
import {fitDataset} from './fitDataset.js';
import {freezing} from './freezing.js';
import {goBackwards} from './goBackwards.js';
import {initialState, symbolicInitialState} from './initialState.js';
import {integers} from './integers.js';
import {leaks} from './leaks.js';
import {embeddingMask, masking, maskingBackwards, trainingUnderMask} from './masking.js';
import {deep, encoderDecoder, multipleInputs, nested, ownLoop, shared, timeDistributed} from './models.js';
import {parameters} from './parameters.js';
import {sampleWeights} from './sampleWeights.js';
import {savingModel} from './savingModel.js';
import {savingOptimizer} from './savingOptimizer.js';
import {savingWeights} from './savingWeights.js';
import {sequencesAndLast} from './sequencesAndLast.js';
import {shapes} from './shapes.js';
import {changingSizes, smallest} from './sizes.js';
import {stateful, statefulTraining} from './stateful.js';
import {constraining, constrainingSetWeights, initializing, regularizing} from './weightOptions.js';
import {building, gradients, names, seeds, settingWeights} from './weights.js';

/** Every check, in the order of the table. */
export const checks: readonly Check[] = [
  shapes,
  building,
  sequencesAndLast,
  goBackwards,
  initialState,
  symbolicInitialState,
  stateful,
  statefulTraining,
  masking,
  maskingBackwards,
  embeddingMask,
  trainingUnderMask,
  smallest,
  changingSizes,
  integers,
  rnnOfCell,
  stackedCells,
  bidirectionalModes,
  bidirectionalSaving,
  timeDistributed,
  deep,
  multipleInputs,
  shared,
  nested,
  encoderDecoder,
  fit,
  fitDataset,
  callbacks,
  ownLoop,
  classWeights,
  sampleWeights,
  freezing,
  initializing,
  regularizing,
  constraining,
  constrainingSetWeights,
  dropout,
  seeds,
  names,
  settingWeights,
  parameters,
  config,
  cloning,
  savingModel,
  savingWeights,
  savingOptimizer,
  gradients,
  leaks,
  dropoutLeaks,
  inputErrors,
  stateErrors,
  statefulErrors,
  weightErrors,
  optionErrors,
  unknownOptions,
];
