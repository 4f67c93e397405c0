import type {RunConfig} from '@ntmjs/training/runs';
import type {ModelConfig} from './model.js';
import type {TrainOptions} from './trainOptions.js';

/** The model: the preset, changed where options say so. */
export function modelConfig(preset: ModelConfig, options: TrainOptions): ModelConfig {
  const {controller, units, layers, rows, width, heads} = options;
  const {shiftRange, firstWeighting, activation, weightingClip} = options;
  return {
    ...preset,
    controller: {...preset.controller, ...given({type: controller, units, layers})},
    memory: {...preset.memory, ...given({rows, width})},
    ...given({heads, shiftRange, firstWeighting, vectorActivation: activation, weightingClip}),
  } as ModelConfig;
}

/** The training: the preset, changed where options say so. */
export function trainingConfig(preset: RunConfig['training'], options: TrainOptions): RunConfig['training'] {
  const {batch, sequences, solvedBelow, optimizer, learningRate, clip, clipNorm, threads, eager} = options;
  return {
    ...preset,
    ...given({batch, sequences, solvedBelow, threads}),
    optimizer: {
      ...preset.optimizer,
      ...given({type: optimizer, learningRate}),
    } as RunConfig['training']['optimizer'],
    clip: {...preset.clip, ...given({elementwise: clip, globalNorm: clipNorm})},
    ...(eager && {compile: 'never' as const}),
  };
}

/** The entries that were given. */
function given(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
