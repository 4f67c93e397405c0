import {modelTitles} from '@ntmjs/presets';
import {evaluationTaskOf} from '@ntmjs/tasks';
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
import {startBackend} from '../../runs/backend.js';
import {grouped, median} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import {medianRun} from '../medianRun.js';
import type {JobResult} from '../result.js';
import type {ReportFigure} from './figures.js';

/** Whether the rows of the memory are labels of contexts: a table of all seeds, and a figure for the median seed of each model. */
export interface ContextReport {
  /** Paragraphs, with the table. */
  readonly text: readonly string[];
  readonly figures: readonly ReportFigure[];
}

/** Which rows are found at which contexts, for a task that has them; undefined for any other, and without a model with a memory. */
export async function contextReport({name, title, runs}: Experiment): Promise<ContextReport | undefined> {
  const [{task}] = runs;
  const withMemory = runs.filter(({rows}) => rows !== undefined);
  if (!taskReport(task.name).contexts || withMemory.length === 0) return undefined;
  const {toSvg} = await import('@ntmjs/inspect');
  const table: string[][] = [];
  const figures: ReportFigure[] = [];
  for (const [model, same] of grouped(withMemory, (run) => run.model)) {
    const uses = new Map<JobResult, ContextUse[]>();
    for (const run of same) uses.set(run, await usesOfRun(run));
    if ([...uses.values()].every((heads) => heads.length === 0)) continue;
    const all = [...grouped([...uses.values()].flat(), ({head, of}) => `${head} ${of}`).values()];
    table.push(...all.map((seeds) => [modelTitles[model], ...cellsOf(seeds)]));
    const shown = medianRun(same);
    const spec = await contextsFigure({title: `${title}: ${modelTitles[model]}`, uses: uses.get(shown)!});
    figures.push({
      name: `${name}-contexts-${model}`,
      caption: `The rows that the heads of the ${modelTitles[model]} attend to in each context, with seed ${shown.seed}. ${followed(uses.get(shown)!).map(contextSentence).join(' ')}`,
      svg: await toSvg(spec),
    });
  }
  if (table.length === 0) return undefined;
  const heading = ['model', 'head', 'by', 'rows', 'same row', 'row tells context', 'attention'];
  const {order} = task.config;
  return {
    text: [
      '### Rows and contexts',
      `Whether rows of the memory are labels of contexts, the last ${Number(order) - 1} bits: the number of different rows that a head most often finds for the ${2 ** (Number(order) - 1)} ` +
        'contexts, the share of steps at which it finds that row in its context, the share of steps at which its row tells the context (in which it is found most often), and ' +
        'the attention to it. Each is the median over the seeds, with the least in brackets. A head that finds one row in all contexts has the same row at 100% of the steps, and tells few.',
      markdownTable([heading, ...table], 3),
    ],
    figures,
  };
}

async function usesOfRun({run, task, seed}: JobResult): Promise<ContextUse[]> {
  await startBackend(run.config.backend);
  const model = await run.loadModel();
  try {
    return await contextUses(model, evaluationTaskOf(task), seed);
  } finally {
    model.dispose();
  }
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
