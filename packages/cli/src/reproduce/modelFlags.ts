import {architectureNames, architectures, type ModelName, modelConfigs} from '@ntmjs/presets';

/** The options of `ntm train` that select a model: those that differ from its defaults. */
export function modelFlags(model: ModelName): string[] {
  const {architecture, ...args} = modelConfigs[model];
  const {models} = architectures.find(({name}) => name === architecture)!;
  return [
    ...(architecture === architectureNames[0] ? [] : ['--architecture', architecture]),
    ...(Object.keys(models).length > 1 && 'controller' in args
      ? ['--controller', (args.controller as {readonly type: string}).type]
      : []),
  ];
}
