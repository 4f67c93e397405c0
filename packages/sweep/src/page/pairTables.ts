import {htmlTable} from '@ntmjs/report/pages';
import {objectiveOfSeeds} from '../config/objective.js';
import type {Sweep} from '../config/sweepConfig.js';
import type {Space, Value} from '../search/space.js';
import {isOver, type SweepRun, valueOfRun} from '../sweep/standing.js';
import {objectiveLabel, objectiveText} from './objectiveText.js';
import {ratesOf} from './pointStanding.js';
import {valueText} from './standingText.js';

/**
 * A table for every two options that are choices: of all runs with two values of them that are over, whatever the other options, how many solved
 * the task, the median objective, and how many were ended by a number that is not finite.
 *
 * @returns HTML; empty if there are no two such options, or no run is over
 */
export function pairsHtml(space: Space, runs: readonly SweepRun[], sweep: Sweep): string {
  const choices = Object.entries(space).flatMap(([name, range]) =>
    range.type === 'choice' && range.values.length > 1 ? [{name, values: range.values}] : [],
  );
  const over = runs.filter(isOver);
  if (over.length === 0) return '';
  return choices
    .flatMap((one, index) => choices.slice(index + 1).map((other) => pairHtml(one, other, over, sweep)))
    .join('\n');
}

interface Choice {
  readonly name: string;
  readonly values: readonly Value[];
}

function pairHtml(one: Choice, other: Choice, runs: readonly SweepRun[], sweep: Sweep): string {
  const rows = one.values.map((value) => [
    `${one.name} ${valueText(value)}`,
    ...other.values.map((otherValue) =>
      cellText(
        runs.filter(({point}) => point[one.name] === value && point[other.name] === otherValue),
        sweep,
      ),
    ),
  ]);
  const caption = `By ${one.name} and ${other.name}: solved, of the runs that are over; the median of ${objectiveLabel(sweep.objective)}`;
  const heading = ['', ...other.values.map((value) => `${other.name} ${valueText(value)}`)];
  return htmlTable({caption, rows: [heading, ...rows]});
}

/** `7 of 10; 4 200; 2 not finite` */
function cellText(runs: readonly SweepRun[], {objective}: Sweep): string {
  if (runs.length === 0) return '–';
  const {over, solved, nonFinite} = ratesOf(runs);
  const median = objectiveOfSeeds(runs.map((run) => valueOfRun(run, objective)));
  const parts = [`${solved} of ${over}`, objectiveText(objective, median)];
  return [...parts, ...(nonFinite > 0 ? [`${nonFinite} not finite`] : [])].join('; ');
}
