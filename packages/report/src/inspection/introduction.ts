import {escaped} from '../pages/html.js';
import {htmlTable} from '../pages/htmlTable.js';
import {bits, count, duration} from '../pages/text.js';
import type {InspectedRun, Subject} from './subject.js';

/** The introduction of a page: the task, the model and the run. */
export function introductionHtml({runs, task, model, trainedRows, rows}: Subject, title: string): string {
  const [{folder, state}] = runs;
  const trainedOn = [trainedRows, ...Object.keys(state.onRows ?? {})].join(' and ');
  const memory =
    rows === undefined
      ? 'no memory'
      : `a memory of ${rows} rows${String(rows) === trainedOn ? '' : ` (trained with ${trainedOn})`}`;
  return [
    `<p>${escaped(task.description)}</p>`,
    `<p>${escaped(title)} with ${count(model.countParams())} parameters and ${memory}, of the run <code>${escaped(folder)}</code>.</p>`,
  ].join('\n');
}

/** A table of the training of each run. */
export function runsTable(runs: readonly InspectedRun[], title: string): string {
  return htmlTable({
    caption: `Training of ${title}`,
    rows: [
      ['run', 'seed', 'trained on', 'time', 'solved after', 'bits', 'wrong bits'],
      ...runs.map(({folder, config, state, curve}) => {
        const last = curve.at(-1);
        return [
          folder,
          String(config.seed),
          `${count(state.sequences)} sequences`,
          duration(state.seconds),
          state.solvedAt === undefined ? 'not solved' : `${count(state.solvedAt.sequences)} sequences`,
          last === undefined ? '–' : `${bits(last.bits)} per sequence`,
          last === undefined ? '–' : `${bits(last.wrongBits)} per sequence`,
        ];
      }),
    ],
  });
}
