export {type ExportWeightsArgs, exportWeights} from './exportWeights.js';
export {importWeights} from './importWeights.js';
export {type ExportOnnxArgs, exportOnnx, type OnnxModels} from './onnx/exportOnnx.js';
export {type ExportProgramArgs, exportProgram} from './program/exportProgram.js';
export {
  type ReadSafetensorsArgs,
  readSafetensors,
  type Safetensors,
  type SafetensorsTensor,
} from './safetensors/readSafetensors.js';
export {writeSafetensors} from './safetensors/writeSafetensors.js';
export {weightsConfig} from './weightsConfig.js';
