import {toSvg} from '@ntmjs/inspect';
import {grouped} from '@ntmjs/report';
import {growthFigure} from '@ntmjs/report/figures';
import {createTask} from '@ntmjs/tasks';
import type {FigureArgs, SweepFigure} from './figures.js';
import type {PointStanding} from './pointStanding.js';
import {valueText} from './standingText.js';

/** The most values of an option that a figure has a line for. */
const MOST_LINES = 8;

/**
 * How far models carry over to difficulties beyond training, a figure for each option that is a choice: for each of its values the best point that
 * has it. None unless runs are evaluated at two or more values of one part of the difficulty, of a built-in task.
 */
export async function beyondFigures({sweep, space, points}: FigureArgs): Promise<SweepFigure[]> {
  const known = points.filter((point) => point.value !== undefined && resultsOf(point).length > 0);
  const difficulties = known.flatMap(resultsOf).map(({difficulty}) => Object.entries(difficulty));
  const [part, ...others] = new Set(difficulties.flatMap((parts) => parts.map(([name]) => name)));
  if (part === undefined || others.length > 0) return [];
  if (new Set(difficulties.flatMap((parts) => parts.map(([, value]) => value))).size < 2) return [];
  const {name, config, module} = known[0]!.runs[0]!.run.config.task;
  if (module !== undefined) return [];
  const task = createTask(name, config);
  const metric = sweep.objective.type === 'metric' ? sweep.objective.metric : 'wrongBits';
  const choices = Object.entries(space).filter(
    ([, range]) => range.type === 'choice' && range.values.length > 1 && range.values.length <= MOST_LINES,
  );
  return Promise.all(
    choices.map(async ([option]) => {
      const best = [...grouped(known, ({point}) => point[option]!)].map(([value, [first]]) => ({
        name: `${option} ${valueText(value)}`,
        results: resultsOf(first),
      }));
      const caption = `${metric} by ${part}: for each value of ${option} the best point that has it, the median over its seeds and the range.`;
      const figure = await growthFigure({
        ...{title: `Beyond training, by ${option}`, task, growth: {part, metric}},
        series: best,
      });
      return {svg: await toSvg(figure), caption, alt: caption};
    }),
  );
}

/** What was evaluated of the runs of a point, on as many memory rows as in training. */
function resultsOf({runs}: PointStanding) {
  return runs.flatMap(({result}) => {
    const results = result?.results ?? [];
    return results.filter(({rows}) => rows === results[0]!.rows);
  });
}
