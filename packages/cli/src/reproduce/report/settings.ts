import {count} from '../../text.js';
import type {JobResult} from '../result.js';
import {grouped} from '../statistics.js';
import {markdownTable} from './markdown.js';
import {modelTitles} from './names.js';

/** What each model of a task was, and how it was trained, in words. */
export function settingsTable(results: readonly JobResult[]): string {
  const rows = [...grouped(results, ({model, settings}) => `${model} ${settings}`).values()].map((group) => {
    const [{model, run}] = group;
    return [modelTitles[model], modelText(run.config.model), trainingText(group)];
  });
  return markdownTable([['model', 'network', 'training'], ...rows], 3);
}

/** A network in words. */
function modelText(model: Readonly<Record<string, unknown>>): string {
  if (model.architecture === 'lstm') return `${model.layers} layers of ${model.hiddenUnits} units`;
  const {controller, memory, heads, firstWeighting, vectorActivation, weightingClip} = model as {
    controller: {units: number; layers?: number};
    memory: {rows: number; width: number; contents?: string};
    heads: readonly string[];
    firstWeighting?: string;
    vectorActivation?: string;
    weightingClip?: number;
  };
  const {units, layers = 1} = controller;
  return [
    `${layers === 1 ? '' : `${layers} × `}${units} units`,
    `${heads.length / 2} ${heads.length === 2 ? 'pair' : 'pairs'} of heads`,
    `memory ${memory.rows} × ${memory.width}, ${memory.contents ?? 'constant'} at first`,
    ...(firstWeighting === 'learned' ? ['learned first weightings'] : []),
    `${vectorActivation ?? 'linear'} keys and additions`,
    ...(weightingClip === undefined ? [] : [`weighting clip ${weightingClip}`]),
  ].join(', ');
}

/** Training in words; what differs between seeds is left out. */
function trainingText(group: readonly JobResult[]): string {
  const {optimizer, learningRateDecay, clip, batch} = group[0]!.run.config.training;
  const name = optimizer.type === 'adam' ? 'Adam' : 'Graves’ RMSProp';
  const second = optimizer.type === 'adam' && optimizer.beta2 !== undefined ? ` (β₂ ${optimizer.beta2})` : '';
  return [
    `${name}${second} ${optimizer.learningRate}`,
    ...(learningRateDecay === undefined || learningRateDecay.to === 1
      ? []
      : [`falling to ${learningRateDecay.to} of it over ${count(learningRateDecay.over)} sequences`]),
    ...(clip.globalNorm === undefined ? [] : [`norm ≤ ${clip.globalNorm}`]),
    ...(clip.elementwise === undefined ? [] : [`elements ≤ ${clip.elementwise}`]),
    `batch ${batch}`,
  ].join(', ');
}
