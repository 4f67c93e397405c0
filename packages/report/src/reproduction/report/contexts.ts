import {modelTitles} from '@ntmjs/presets';
import {evaluationTaskOf, type Task} from '@ntmjs/tasks';
import {
  type ContextUse,
  contextSentence,
  contextsFigure,
  contextTitles,
  contextUses,
  differentRows,
  followed,
} from '../../figures/contexts.js';
import {markdownTable} from '../../pages/markdown.js';
import {taskReport} from '../../paper/taskReports.js';
import {grouped, median} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import {medianRun} from '../medianRun.js';
import type {ModelDrawings} from './drawings.js';
import {type RunResult, withModel} from './trainedModel.js';

/** The heading of the table of contexts. */
const HEADING = ['model', 'head', 'by', 'rows', 'same row', 'row tells context', 'attention'];

/**
 * Whether the rows of a model's memory are labels of contexts: a figure of the median seed, and for each head and kind of context a row of the
 * table, of all seeds. Nothing for a task without contexts, or a model without weightings.
 */
export async function drawContexts(
  {name, title}: Experiment,
  runs: readonly [RunResult, ...RunResult[]],
): Promise<ModelDrawings> {
  const [{task, model, rows}] = runs;
  if (!taskReport(task.name).contexts || rows === undefined) return {figures: [], contexts: []};
  const uses = new Map<RunResult, ContextUse[]>();
  for (const run of runs) {
    uses.set(run, await withModel(run, (trained) => contextUses(trained, evaluationTaskOf(task), run.seed)));
  }
  if ([...uses.values()].every((heads) => heads.length === 0)) return {figures: [], contexts: []};
  const {toSvg} = await import('@ntmjs/inspect');
  const shown = medianRun(runs);
  const spec = await contextsFigure({title: `${title}: ${modelTitles[model]}`, uses: uses.get(shown)!});
  const sentences = followed(uses.get(shown)!).map(contextSentence).join(' ');
  const byHead = [...grouped([...uses.values()].flat(), ({head, of}) => `${head} ${of}`).values()];
  return {
    figures: [
      {
        name: `${name}-contexts-${model}`,
        caption: `The rows that the heads of the ${modelTitles[model]} attend to in each context, with seed ${shown.seed}. ${sentences}`,
        svg: await toSvg(spec),
      },
    ],
    contexts: byHead.map((seeds) => [modelTitles[model], ...cellsOf(seeds)]),
  };
}

/** Paragraphs on the contexts of a task, with the rows of its models; none without rows. */
export function contextsText({config}: Task, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const length = Number(config.order) - 1;
  return [
    '### Rows and contexts',
    `Whether rows of the memory are labels of contexts, the last ${length} bits: the number of different rows that a head most often finds for the ${2 ** length} ` +
      'contexts, the share of steps at which it finds that row in its context, the share of steps at which its row tells the context (in which it is found most often), and ' +
      'the attention to it. Each is the median over the seeds, with the least in brackets. A head that finds one row in all contexts has the same row at 100% of the steps, and tells few.',
    markdownTable([HEADING, ...rows], 3),
  ];
}

/** The cells of a head of several seeds. */
function cellsOf(seeds: readonly [ContextUse, ...ContextUse[]]): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const cell = (value: (use: ContextUse) => number, text: (value: number) => string) => {
    const values = seeds.map(value);
    const middle = text(median(values));
    return values.length === 1 ? middle : `${middle} (${text(Math.min(...values))})`;
  };
  const [{head, of}] = seeds;
  return [
    head,
    contextTitles[of],
    cell(differentRows, String),
    cell(({sameRow}) => sameRow, percent),
    cell(({tellsContext}) => tellsContext, percent),
    cell(({attention}) => attention, percent),
  ];
}
