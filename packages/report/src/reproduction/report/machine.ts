import {modelTitles} from '@ntmjs/presets';
import {grouped} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import type {JobResult} from '../result.js';
import {seedsText} from './seedsText.js';

/** The machines and the software that the runs of a report were made with, a line each. */
export function originLines(experiments: readonly Experiment[]): string[] {
  return [
    ...linesBy(experiments, ({machine}) => machine, 'machines'),
    ...linesBy(experiments, softwareOf, 'states of the software'),
  ];
}

/** What all runs have in one line or, if they differ, a line with the runs of each, after one that says so. */
function linesBy(
  experiments: readonly Experiment[],
  what: (result: JobResult) => string,
  kind: string,
): string[] {
  const runs = experiments.flatMap((experiment) => experiment.runs.map((result) => ({experiment, result})));
  const groups = [...grouped(runs, ({result}) => what(result))];
  if (groups.length <= 1) return groups.map(([text]) => text);
  return [
    `**The runs are of ${groups.length} different ${kind}:**`,
    ...groups.map(([text, same]) => {
      const models = grouped(
        same,
        ({experiment, result}) => `${experiment.title}, ${modelTitles[result.model]}`,
      );
      const which = [...models].map(
        ([model, its]) => `${model}, ${seedsText(its.map(({result}) => result.seed))}`,
      );
      return `${text}: ${which.join('; ')}`;
    }),
  ];
}

/** The software that a run was made with: `ntmjs 1.0.0, …, commit 0123456789ab`. */
function softwareOf({file}: JobResult): string {
  const {commit = 'unknown', ...versions} = file.versions;
  return Object.entries({...versions, commit})
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
