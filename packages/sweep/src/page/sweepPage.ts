import {count} from '@ntmjs/report';
import {escaped, figureHtml, htmlTable, pageHtml, type Section} from '@ntmjs/report/pages';
import type {Sweep, SweepConfig} from '../config/sweepConfig.js';
import type {SweepStanding} from '../sweep/runSweep.js';
import type {SweepRun} from '../sweep/standing.js';
import {beyondFigures} from './beyondFigures.js';
import {failuresOf} from './failures.js';
import {curveFigure, pointFigures, type SweepFigure} from './figures.js';
import {objectiveLabel} from './objectiveText.js';
import {pairsHtml} from './pairTables.js';
import {type PointStanding, pointsOf} from './pointStanding.js';
import {pointRows} from './pointTable.js';
import {standingText} from './standingText.js';

export interface SweepPageArgs {
  readonly title: string;
  /** The configuration of the sweep. */
  readonly config: SweepConfig;
  readonly standing: SweepStanding;
}

/** The number of points that a page shows at once. */
const FIRST_POINTS = 20;

/** The number of runs that failed for one reason that a page shows at once. */
const FIRST_FAILURES = 5;

/** A sweep as an HTML page that loads no other file: its points, figures of them, and its failures. */
export async function sweepPage({title, config, standing}: SweepPageArgs): Promise<string> {
  const {sweep, runs} = standing;
  const points = pointsOf(standing);
  const args = {sweep, space: config.search.space, points};
  const figures = await pointFigures(args);
  const curves = await curveFigure(args);
  const beyond = await beyondFigures(args);
  const pairs = pairsHtml(config.search.space, runs, sweep);
  const none = '<p>There is none yet: no point whose runs are all over has an objective.</p>';
  const sections: Section[] = [
    {heading: 'Points', html: pointsHtml(points, sweep)},
    {heading: 'Options and objective', html: figures.map(htmlOf).join('\n') || none},
    ...(pairs === '' ? [] : [{heading: 'Options in pairs', html: pairs}]),
    ...(beyond.length === 0 ? [] : [{heading: 'Beyond training', html: beyond.map(htmlOf).join('\n')}]),
    {heading: 'Learning curves', html: curves === undefined ? none : htmlOf(curves)},
    {heading: 'Failures', html: failuresHtml(runs)},
  ];
  return pageHtml(title, introductionHtml(config, standing), sections, {styles: []});
}

function htmlOf(figure: SweepFigure): string {
  return figureHtml(figure);
}

function introductionHtml({run, search}: SweepConfig, standing: SweepStanding): string {
  const {sweep} = standing;
  const seeds = sweep.seeds === 1 ? 'one seed' : `${sweep.seeds} seeds`;
  const options = Object.entries(run).map(([name, value]) => `${name} ${String(value)}`);
  return [
    `<p>${escaped(standingText(standing))}.</p>`,
    `<p>${escaped(
      `The search (${search.method}) varies ${Object.keys(search.space).join(', ')}, with ${seeds} for each point. ` +
        `The objective is ${objectiveLabel(sweep.objective)}: ${goalText(sweep)}${sweep.seeds === 1 ? '' : ', and of several seeds the median counts'}.`,
    )}</p>`,
    `<p>${escaped(`All runs have ${options.join(', ')}.`)}</p>`,
  ].join('\n');
}

function goalText({objective}: Sweep): string {
  return objective.type === 'metric' && objective.goal === 'maximize' ? 'more is better' : 'less is better';
}

/** The table of points; of many, the best are shown at once. */
function pointsHtml(points: readonly PointStanding[], sweep: Sweep): string {
  if (points.length === 0) return '<p>None was chosen yet.</p>';
  const [heading, ...rows] = pointRows(points, sweep);
  const table = (caption: string, some: readonly (readonly string[])[]) =>
    htmlTable({caption, rows: [heading!, ...some]});
  const caption = 'The best point is first; points whose runs are not all over are last.';
  const first = table(caption, rows.slice(0, FIRST_POINTS));
  if (rows.length <= FIRST_POINTS) return first;
  const others = `The other ${count(rows.length - FIRST_POINTS)} points`;
  return `${first}\n<details><summary>${others}</summary>\n${table(others, rows.slice(FIRST_POINTS))}\n</details>`;
}

function failuresHtml(runs: readonly SweepRun[]): string {
  const failures = failuresOf(runs);
  if (failures.length === 0) return '<p>No run failed.</p>';
  const items = failures.map(({reason, where}) => {
    const runs = `<ul>\n${where.map((run) => `<li>${escaped(run)}</li>`).join('\n')}\n</ul>`;
    const listed =
      where.length <= FIRST_FAILURES
        ? runs
        : `<details><summary>${count(where.length)} runs</summary>\n${runs}\n</details>`;
    return `<li><pre class="wide">${escaped(reason)}</pre>\n${listed}</li>`;
  });
  return `<ul>\n${items.join('\n')}\n</ul>`;
}
