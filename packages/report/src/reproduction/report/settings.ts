import {modelTitles} from '@ntmjs/presets';
import {findMetric, type Task} from '@ntmjs/tasks';
import {type CurriculumConfig, describeOptimizer} from '@ntmjs/training';
import {markdownTable} from '../../pages/markdown.js';
import {count} from '../../pages/text.js';
import {grouped} from '../../statistics/statistics.js';
import {spaced} from '../experiments.js';
import type {JobResult} from '../result.js';

/** A table of each model and its training. */
export function settingsTable(results: readonly JobResult[]): string {
  const rows = [...grouped(results, ({model, settings}) => `${model} ${settings}`).values()].map((group) => {
    const [{model, file}] = group;
    return [modelTitles[model], modelText(file.config.model), trainingText(group)];
  });
  return markdownTable([['model', 'network', 'training'], ...rows], 3);
}

/** The arguments of a network that has a memory. */
interface Network {
  readonly controller: {readonly type: string; readonly units: number; readonly layers?: number};
  /** Undefined of an access of one's own. */
  readonly memory?: {
    readonly rows: number;
    readonly width: number;
    readonly contents?: string;
    readonly deviation?: number;
  };
  readonly heads?: readonly string[];
  readonly firstWeighting?: string;
  readonly firstBiases?: Readonly<Record<string, number>>;
  readonly vectorActivation?: string;
}

/** A network as text. */
function modelText(model: Readonly<Record<string, unknown>>): string {
  if (model.architecture === 'lstm') {
    return model.layers === 1
      ? `${model.hiddenUnits} units`
      : `${model.layers} layers of ${model.hiddenUnits} units`;
  }
  const {architecture, controller, memory, heads, firstWeighting, firstBiases, vectorActivation, ...others} =
    model as unknown as Network & Readonly<Record<string, unknown>>;
  const {type, units, layers = 1} = controller;
  const isTuring = architecture === 'ntm';
  const {access, ...rest} = others as {readonly access?: object};
  return [
    `${layers === 1 ? '' : `${layers} × `}${units} ${isTuring ? '' : `${type} `}units`,
    ...(heads === undefined ? [] : [`${heads.length / 2} ${heads.length === 2 ? 'pair' : 'pairs'} of heads`]),
    ...(memory === undefined ? [] : [memoryText(memory, isTuring ? 'constant' : undefined)]),
    ...(firstWeighting === undefined || firstWeighting === 'oneHot'
      ? []
      : [`${firstWeighting} first weightings`]),
    ...Object.entries(firstBiases ?? {}).map(([part, bias]) => `first bias of ${spaced(part)} ${bias}`),
    ...(heads === undefined || heads[0] !== 'read' ? [] : ['read before write']),
    ...(isTuring ? [`${vectorActivation ?? 'linear'} keys and additions`] : []),
    ...Object.entries({...access, ...rest}).map(
      ([name, value]) => `${spaced(name)}${value === true ? '' : ` ${value}`}`,
    ),
  ].join(', ');
}

/** A memory and its contents as text. */
function memoryText(
  {rows, width, contents: given, deviation}: NonNullable<Network['memory']>,
  usual: string | undefined,
): string {
  const contents = given ?? usual;
  const first = contents === undefined ? '' : `, ${contents} at first`;
  return `memory ${rows} × ${width}${first}${deviation === undefined ? '' : ` (deviation ${deviation})`}`;
}

/** How a curriculum makes a task harder. */
function growthText({metrics}: Task, curriculum: Exclude<CurriculumConfig, {type: 'fixed'}>): string {
  const {part, start, metric = 'bits', below, practice = 0} = curriculum;
  const rise = curriculum.type === 'doubling' ? 'doubled' : `raised by ${curriculum.step}`;
  const easier = practice === 0 ? '' : `, with ${percent(practice)} of the batches below that`;
  return `${part} up to ${start} at first, and ${rise} when ${findMetric(metrics, metric).title} are below ${below}${easier}`;
}

/** A share in percent. */
function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}

/** A training as text, without what differs between seeds. */
function trainingText(group: readonly JobResult[]): string {
  const [{task, settings, file}] = group as [JobResult];
  const {optimizer, learningRateDecay, clip, batch, curriculum} = file.config.training;
  return [
    describeOptimizer(optimizer),
    ...(learningRateDecay === undefined || learningRateDecay.to === 1
      ? []
      : [`falling to ${learningRateDecay.to} of it over ${count(learningRateDecay.over)} sequences`]),
    ...(clip.globalNorm === undefined ? [] : [`norm ≤ ${clip.globalNorm}`]),
    ...(clip.elementwise === undefined ? [] : [`elements ≤ ${clip.elementwise}`]),
    `batch ${batch}`,
    ...(curriculum === undefined || curriculum.type === 'fixed' ? [] : [growthText(task, curriculum)]),
    ...(file.config.training.memorySizes ?? []).map(
      ({rows, share, after = 0}) =>
        `${percent(share)} of the batches on ${count(rows)} rows${after === 0 ? '' : ` after ${count(after)} sequences`}`,
    ),
    ...(settings === 'general' ? ['general settings'] : []),
  ].join(', ');
}
