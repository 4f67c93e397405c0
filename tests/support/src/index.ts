export {
  addressed,
  clippedGradient,
  content,
  interpolated,
  type OracleAddressing,
  sharpened,
  shifted,
  similarities,
  softmax,
} from './addressingOracle.js';
export {anyDistributions, anyNumbers} from './arbitraries.js';
export {type Backend, describeOnBackends, useBackend} from './backends.js';
export {expectClose, type Tolerance} from './close.js';
export {dequeStep, type OracleOperation, type OracleRows, stackOrQueueStep} from './continuousOracle.js';
export {expectGradients, type GradientCheck} from './finiteDifferences.js';
export {useFolder} from './folders.js';
export {readGolden} from './golden.js';
export {type GoldenArray, goldenTensor} from './goldenArray.js';
export {expectNoLeak} from './leaks.js';
export {added, erased, readVector} from './memoryOracle.js';
export {distributions, uniformNumbers} from './random.js';
export {allowRelaxedSimd} from './relaxedSimd.js';
export {isQuick, repetitions} from './repetitions.js';
export {eachSample, rowsOf} from './samples.js';
export {
  entriesAsArrays,
  entriesOf,
  fullyLinked,
  largestEntries,
  linksAsArrays,
  linksOf,
  type OracleEntries,
  type OracleLinks,
  someLinks,
  sparselyBackward,
  sparselyForward,
  sparselyLinked,
  sparselyPreceding,
} from './sparseLinksOracle.js';
