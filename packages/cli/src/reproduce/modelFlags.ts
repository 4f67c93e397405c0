import type {ModelName} from '@ntmjs/presets';

/** The options of `ntm train` that ask for a model. */
export function modelFlags(model: ModelName): string[] {
  if (model === 'feedforward' || model === 'lstm') return ['--controller', model];
  return ['--architecture', model === 'baseline' ? 'lstm' : model];
}
