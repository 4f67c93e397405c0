import {type ModelName, modelTitles, paperModelNames, paperTasks} from '@ntmjs/presets';
import type {Experiment} from '../experiments.js';
import {taskTitles} from './names.js';

/** A paper whose models or tasks a report may have. */
interface Paper {
  /** As a link in Markdown. */
  readonly reference: string;
  readonly models: readonly ModelName[];
  readonly tasks: readonly string[];
}

const turing: Paper = {
  reference:
    '[Graves, Wayne and Danihelka, *Neural Turing Machines* (2014)](https://arxiv.org/abs/1410.5401)',
  models: paperModelNames,
  tasks: paperTasks,
};

const descendants: readonly Paper[] = [
  {
    reference:
      '[Graves et al., *Hybrid computing using a neural network with dynamic external memory*, Nature 538 (2016)](https://doi.org/10.1038/nature20101)',
    models: ['dnc'],
    tasks: ['copy-stream', 'graph-traversal', 'shortest-path'],
  },
  {
    reference:
      '[Santoro et al., *One-shot Learning with Memory-Augmented Neural Networks* (2016)](https://arxiv.org/abs/1605.06065)',
    models: ['mann'],
    tasks: ['few-shot'],
  },
  {
    reference:
      '[Grefenstette et al., *Learning to Transduce with Unbounded Memory* (2015)](https://arxiv.org/abs/1506.02516)',
    models: ['stack', 'queue', 'deque'],
    tasks: ['transduction'],
  },
];

/** The title of a report and what it holds, by the papers that its models and tasks are from. */
export function opening(experiments: readonly Experiment[]): string {
  const results = experiments.flatMap(({runs}) => runs);
  const hasModel = (name: ModelName) => results.some(({model}) => model === name);
  const hasTask = (name: string) => results.some(({task}) => task.name === name);
  const again = `The experiments of ${turing.reference}, section 4, run again`;
  const hasAgain = results.some(
    ({task, model}) => turing.tasks.includes(task.name) && turing.models.includes(model),
  );
  const lines = descendants.flatMap(({reference, models, tasks}) => {
    const its = [
      ...models.filter(hasModel).map((name) => modelTitles[name]),
      ...tasks.filter(hasTask).map((name) => `the task ${taskTitles[name]}`),
    ];
    return its.length === 0 ? [] : [`- ${its.join(', ')}: of ${reference}.`];
  });
  const known = [turing, ...descendants].flatMap(({tasks}) => tasks);
  const others = Object.keys(taskTitles).filter((name) => hasTask(name) && !known.includes(name));
  if (others.length > 0) {
    lines.push(`- Of none of these papers: the task ${others.map((name) => taskTitles[name]).join(', ')}.`);
  }
  if (lines.length === 0) return `# Results\n\n${again}.`;
  const title = `# Results: ${hasAgain ? 'Neural Turing Machines and their descendants' : 'memory-augmented neural networks'}`;
  return [
    title,
    'What is in it:',
    [...(hasAgain ? [`- ${again}, beside what it says of them.`] : []), ...lines].join('\n'),
  ].join('\n\n');
}
