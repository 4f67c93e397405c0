export {ArgumentError} from './argumentError.js';
export {requireBoolean, requireChoice, requireChoices, requireText} from './choices.js';
export {requireDeclarations} from './declarations.js';
export {
  arrayMemory,
  bytesText,
  heapMemory,
  type MemoryLimit,
  machineMemory,
  requireArraySizes,
  requireMemory,
} from './memoryLimits.js';
export {type Bounds, requireInteger, requireNumber, requirePositiveInteger} from './numbers.js';
export {
  describeUnknownKey,
  requireFunction,
  requireInstance,
  requireKeys,
  requireList,
  requireObject,
} from './objects.js';
export {
  type BooleanOption,
  type ChoiceOption,
  describeOption,
  type ListOption,
  type NumberOption,
  type OptionArgs,
  type OptionDeclaration,
  type OptionDeclarations,
  type OptionValue,
  type ResolvedOptions,
  requireOption,
  resolveOptions,
  type TextOption,
} from './options.js';
export {renameArguments} from './renameArguments.js';
export {requireElements, requireShape, requireSizes, type Shaped} from './shapes.js';
export {show} from './show.js';
export {requireSameCopy, requireSameEngine, watchForCopies} from './tfjsCopies.js';
