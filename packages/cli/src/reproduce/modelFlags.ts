import type {ModelName} from '@ntmjs/presets';

/** The options of `ntm train` that ask for a model. */
export function modelFlags(model: ModelName): string[] {
  const [, controller] = /^ntm-(.*)$/.exec(model) ?? [];
  return controller === undefined ? ['--architecture', model] : ['--controller', controller];
}
