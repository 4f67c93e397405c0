import {inspect} from '@ntmjs/inspect';
import {modelNameOf, modelTitles} from '@ntmjs/presets';
import {difficultyText} from '../evaluation/difficulties.js';
import {splitText} from '../evaluation/heldOut.js';
import {escaped} from '../pages/html.js';
import {figureHtml, pageHtml, type Section} from '../pages/page.js';
import {taskReport} from '../paper/taskReports.js';
import {experimentTitle} from '../reproduction/experiments.js';
import {type MemorySummary, summarizeMemory} from './accounts.js';
import {accountsHtml} from './accountsHtml.js';
import {type DrawnFigure, drawFigures, SECONDS_PER_STEP} from './drawing.js';
import {answersFigure, beyondFigure, type InspectFigure, learnedFigure, memoryFigures} from './figures.js';
import {introductionHtml, runsTable} from './introduction.js';
import {playerHtml, playerPolicy} from './player.js';
import type {Subject} from './subject.js';

/** A page on runs, its figures, and a summary of the memory. */
export interface Inspection {
  /** The contents of files by their names: the page, and each figure as SVG, PNG and Vega-Lite specification. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly figures: readonly DrawnFigure[];
  /** Undefined for a model without a memory. */
  readonly memory: MemorySummary | undefined;
}

export interface InspectRunsArgs {
  /** Called with what is done, in a few words. */
  readonly onProgress?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The name of the page's file. */
export const PAGE = 'index.html';

/**
 * Shows what runs learned, and what the first of them does in an episode: figures, a description of each head, and a page with all
 * of them.
 *
 * @throws the signal's reason if it is aborted
 */
export async function inspectRuns(
  subject: Subject,
  {onProgress, signal}: InspectRunsArgs = {},
): Promise<Inspection> {
  const {runs, task, episode, rows} = subject;
  const [{config}] = runs;
  const model = modelTitles[modelNameOf(config.model)];
  const title = experimentTitle({name: task.name, config: config.task.config ?? {}});
  const learned = await learnedFigure(subject, title, model);
  const beyond = await beyondFigure(subject, title);
  const answers = await answersFigure(subject, title);
  onProgress?.('tracing an episode');
  const trace = rows === undefined ? undefined : await inspect(subject.model, episode);
  signal?.throwIfAborted();
  const memory = trace && summarizeMemory(trace, episode, task, rows!);
  const ofMemory = trace && (await memoryFigures(subject, trace, title));
  const overTime = ofMemory?.memory ? [ofMemory.memory] : [];
  const inMemory = ofMemory ? [ofMemory.episode, ...overTime, ...ofMemory.more] : [];
  const figures = await drawFigures([...learned, ...beyond, ...inMemory, ...answers], onProgress, signal);
  const html = (list: readonly InspectFigure[]) =>
    figures
      .filter(({name}) => list.some((figure) => figure.name === name))
      .map((figure) => figureHtml({...figure, ...playerOf(figure)}))
      .join('\n');
  const where = `${difficultyText(subject.difficulty)}${splitText(task)}`;
  const sections: Section[] = [
    {
      heading: 'Training',
      html: [
        runsTable(runs, model),
        html(learned) ||
          '<p>There is no learning curve: training stopped before its first line of metrics.</p>',
      ].join('\n'),
    },
    {
      heading: 'Generalization',
      html: html(beyond) || '<p>There is no figure: the run was not evaluated at several difficulties.</p>',
    },
    ...(memory && ofMemory
      ? [
          {
            heading: 'One episode',
            html: [
              `<p>A fresh episode: ${escaped(where)}, with a memory of ${rows} rows.</p>`,
              html([ofMemory.episode]),
              accountsHtml(memory),
              html(ofMemory.more),
            ].join('\n'),
          },
          ...(overTime.length === 0 ? [] : [{heading: 'The memory over time', html: html(overTime)}]),
        ]
      : [
          {
            heading: 'One episode',
            html: '<p>This model has no memory and no heads. Its answers are below.</p>',
          },
        ]),
    {heading: taskReport(task.name).predictions ? 'Predictions' : 'Answers', html: html(answers)},
  ];
  const animations = figures.filter((figure) => sliderOf(figure) !== undefined).map(({svg}) => svg);
  const page = pageHtml(
    `${title}: ${model}`,
    introductionHtml(subject, model),
    sections,
    playerPolicy(animations),
  );
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

/** The controls of an animated figure; none for others. */
function playerOf(figure: DrawnFigure): {player?: string} {
  const slider = sliderOf(figure);
  if (slider === undefined) return {};
  const steps = slider.bind.max + 1;
  return {
    player: playerHtml({svg: figure.svg, steps, still: slider.value, secondsPerStep: SECONDS_PER_STEP}),
  };
}

interface Slider {
  readonly value: number;
  readonly bind: {readonly max: number};
}

/** The slider of an animated figure; undefined for others. */
function sliderOf({spec}: DrawnFigure): Slider | undefined {
  return ((spec.params ?? []) as readonly Slider[])[0];
}
