import {type ModelName, modelTitles, paperModelNames} from '@ntmjs/presets';
import type {Task} from '@ntmjs/tasks';
import type {Experiment} from '../reproduction/experiments.js';

/** A publication of models, and the reference to it. */
interface Paper {
  /** A link in Markdown. */
  readonly reference: string;
  readonly url: string;
  readonly models: readonly ModelName[];
}

/** The paper whose experiments a reproduction repeats. */
const original: Paper = {
  reference:
    '[Graves, Wayne and Danihelka, *Neural Turing Machines* (2014)](https://arxiv.org/abs/1410.5401)',
  url: 'https://arxiv.org/abs/1410.5401',
  models: paperModelNames,
};

const descendants: readonly Paper[] = [
  {
    reference:
      '[Graves et al., *Hybrid computing using a neural network with dynamic external memory*, Nature 538 (2016)](https://doi.org/10.1038/nature20101)',
    url: 'https://doi.org/10.1038/nature20101',
    models: ['dnc'],
  },
  {
    reference:
      '[Santoro et al., *One-shot Learning with Memory-Augmented Neural Networks* (2016)](https://arxiv.org/abs/1605.06065)',
    url: 'https://arxiv.org/abs/1605.06065',
    models: ['mann'],
  },
  {
    reference:
      '[Grefenstette et al., *Learning to Transduce with Unbounded Memory* (2015)](https://arxiv.org/abs/1506.02516)',
    url: 'https://arxiv.org/abs/1506.02516',
    models: ['stack', 'queue', 'deque'],
  },
];

/** The papers of models, and of those tasks that are from others. */
function papersOf(tasks: readonly Task[]): Paper[] {
  const papers = [...descendants];
  for (const {source} of tasks) {
    if (source === undefined || [original, ...papers].some(({url}) => url === source.url)) continue;
    papers.push({reference: `[${source.reference}](${source.url})`, url: source.url, models: []});
  }
  return papers;
}

/** The title of a report and its contents, by the papers of its models and tasks. */
export function opening(experiments: readonly Experiment[]): string {
  const results = experiments.flatMap(({runs}) => runs);
  const tasks = [...new Map(results.map(({task}) => [task.name, task])).values()];
  const models = new Set(results.map(({model}) => model));
  const repeated = `The experiments of ${original.reference}, section 4, run again`;
  const hasRepeated = results.some(
    ({task, model}) => task.source?.url === original.url && original.models.includes(model),
  );
  const lines = papersOf(tasks).flatMap(({reference, url, models: its}) => {
    const parts = [
      ...its.filter((name) => models.has(name)).map((name) => modelTitles[name]),
      ...tasks.filter(({source}) => source?.url === url).map(({title}) => `the task ${title}`),
    ];
    return parts.length === 0 ? [] : [`- ${parts.join(', ')}: from ${reference}.`];
  });
  const others = tasks.filter(({source}) => source === undefined);
  if (others.length > 0)
    lines.push(`- From no paper: the task ${others.map(({title}) => title).join(', ')}.`);
  if (lines.length === 0) return `# Results\n\n${repeated}.`;
  const title = `# Results: ${hasRepeated ? 'Neural Turing Machines and their descendants' : 'memory-augmented neural networks'}`;
  return [
    title,
    'This report contains:',
    [...(hasRepeated ? [`- ${repeated}, beside the paper’s results.`] : []), ...lines].join('\n'),
  ].join('\n\n');
}
