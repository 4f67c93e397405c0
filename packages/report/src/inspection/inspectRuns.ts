import {inspect} from '@ntmjs/inspect';
import {modelNameOf, modelTitles} from '@ntmjs/presets';
import {difficultyText} from '../evaluation/difficulties.js';
import {splitText} from '../evaluation/heldOut.js';
import type {Output} from '../output.js';
import {figureHtml, pageHtml, type Section} from '../pages/page.js';
import {experimentTitle} from '../reproduction/experiments.js';
import {type MemorySummary, summarise} from './accounts.js';
import {accountsHtml} from './accountsHtml.js';
import {type DrawnFigure, drawFigures, SECONDS_PER_STEP} from './drawing.js';
import {answersFigure, beyondFigure, type InspectFigure, learnedFigure, memoryFigures} from './figures.js';
import {introductionHtml, runsTable} from './introduction.js';
import {playerHtml} from './player.js';
import type {Subject} from './subject.js';

/** What is said of runs, in files and for machines. */
export interface Inspection {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly figures: readonly DrawnFigure[];
  /** Nothing for a model without a memory. */
  readonly memory: MemorySummary | undefined;
}

/** The page. */
export const PAGE = 'index.html';

/**
 * Looks at what runs learned and at what the first of them does on an episode: figures, an account in words, and a page of all.
 *
 * @throws the signal's reason if it is aborted
 */
export async function inspectRuns(
  subject: Subject,
  output: Output,
  signal: AbortSignal,
): Promise<Inspection> {
  const {runs, task, episode, rows} = subject;
  const [{config}] = runs;
  const model = modelTitles[modelNameOf(config.model)];
  const title = experimentTitle({name: task.name, config: config.task.config ?? {}});
  const learned = await learnedFigure(subject, title, model);
  const beyond = await beyondFigure(subject, title);
  const answers = await answersFigure(subject, title);
  output.progress('looking at an episode');
  const trace = rows === undefined ? undefined : await inspect(subject.model, episode);
  signal.throwIfAborted();
  const memory = trace && summarise(trace, episode, task, rows!);
  const ofMemory = trace && (await memoryFigures(subject, trace, title));
  const inMemory = ofMemory ? [ofMemory.episode, ofMemory.memory, ...ofMemory.more] : [];
  const figures = await drawFigures([...learned, ...beyond, ...inMemory, ...answers], output, signal);
  const html = (list: readonly InspectFigure[]) =>
    figures
      .filter(({name}) => list.some((figure) => figure.name === name))
      .map((figure) => figureHtml({...figure, ...playerOf(figure)}))
      .join('\n');
  const where = `${difficultyText(subject.difficulty)}${splitText(task)}`;
  const sections: Section[] = [
    {
      heading: 'How it learned',
      html: [
        runsTable(runs, model),
        html(learned) ||
          '<p>There is no learning curve: training was stopped before its first line of metrics.</p>',
      ].join('\n'),
    },
    {
      heading: 'How it carries over',
      html:
        html(beyond) ||
        `<p>There is nothing to show: the run was not evaluated at several difficulties. To do so: <code>npx ntm eval ${runs[0].folder}</code>.</p>`,
    },
    ...(memory && ofMemory
      ? [
          {
            heading: 'One episode',
            html: [
              `<p>A fresh episode: ${where}, on a memory of ${rows} rows.</p>`,
              html([ofMemory.episode]),
              accountsHtml(memory),
              html(ofMemory.more),
            ].join('\n'),
          },
          {heading: 'The memory over time', html: html([ofMemory.memory])},
        ]
      : [
          {
            heading: 'One episode',
            html: '<p>This model has no memory: there are no heads to look at. What it answers is below.</p>',
          },
        ]),
    {heading: task.name === 'n-grams' ? 'What it predicts' : 'What it answers', html: html(answers)},
  ];
  const page = pageHtml(`${title}: ${model}`, introductionHtml(subject, model), sections);
  return {
    files: new Map<string, string | Uint8Array>([
      [PAGE, page],
      ...figures.flatMap(({name, svg, png, json}): [string, string | Uint8Array][] => [
        [`${name}.svg`, svg],
        [`${name}.png`, png],
        [`${name}.vl.json`, json],
      ]),
    ]),
    figures,
    memory,
  };
}

/** The controls of a figure that moves; nothing for others. */
function playerOf({svg, spec}: DrawnFigure): {player?: string} {
  const [slider] = (spec.params ?? []) as readonly {
    readonly value: number;
    readonly bind: {readonly max: number};
  }[];
  if (slider === undefined) return {};
  const steps = slider.bind.max + 1;
  return {player: playerHtml({svg, steps, still: slider.value, secondsPerStep: SECONDS_PER_STEP})};
}
