import type {Sweep} from '../config/sweepConfig.js';
import {objectiveLabel, objectiveText} from './objectiveText.js';
import type {PointStanding} from './pointStanding.js';
import {valueText} from './standingText.js';

const STATES = ['done', 'failed', 'stopped', 'running', 'waiting'] as const;
const HEADINGS = {
  ...{done: 'done', failed: 'failed', stopped: 'ended early'},
  running: 'running',
  waiting: 'to do',
};

/**
 * Points as rows of a table, after its heading: options, the median and the range of the objective over seeds, how many runs of those that are
 * over solved the task, how many there are in each state that one of them is in, and how many of those that failed had a number that is not
 * finite.
 */
export function pointRows(points: readonly PointStanding[], {objective, seeds}: Sweep): string[][] {
  const options = Object.keys(points[0]?.point ?? {});
  const states = STATES.filter((state) => state === 'done' || points.some(({counts}) => counts[state] > 0));
  const range = seeds > 1 ? ['best seed', 'worst seed'] : [];
  const isNonFinite = points.some(({rates}) => rates.nonFinite > 0);
  const text = (value: number | undefined) => (value === undefined ? '–' : objectiveText(objective, value));
  return [
    [
      ...['point', ...options, objectiveLabel(objective), ...range, 'solved'],
      ...states.map((state) => HEADINGS[state]),
      ...(isNonFinite ? ['not finite'] : []),
    ],
    ...points.map(({number, point, value, values, counts, rates}) => [
      String(number),
      ...options.map((name) => valueText(point[name]!)),
      text(value),
      ...(seeds > 1 ? [text(values[0]), text(values.at(-1))] : []),
      `${rates.solved} of ${rates.over}`,
      ...states.map((state) => String(counts[state])),
      ...(isNonFinite ? [String(rates.nonFinite)] : []),
    ]),
  ];
}
