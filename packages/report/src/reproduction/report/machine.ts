import {cpus, totalmem} from 'node:os';
import {modelTitles} from '@ntmjs/presets';
import {grouped} from '../../statistics/statistics.js';
import type {Experiment} from '../experiments.js';
import type {JobResult} from '../result.js';

/** The machine that writes a report, and the software that its runs were made with, a line each. */
export function originLines(experiments: readonly Experiment[]): string[] {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown processor'}, ${gigabytes} GiB, ${process.platform}`,
    ...softwareLines(experiments),
  ];
}

/** The software of all runs in one line or, if they differ, a line with the runs of each, after one that says so. */
function softwareLines(experiments: readonly Experiment[]): string[] {
  const runs = experiments.flatMap((experiment) => experiment.runs.map((result) => ({experiment, result})));
  const groups = [...grouped(runs, ({result}) => softwareOf(result))];
  if (groups.length <= 1) return groups.map(([software]) => software);
  return [
    `**The runs are of ${groups.length} different states of the software:**`,
    ...groups.map(([software, same]) => {
      const models = grouped(
        same,
        ({experiment, result}) => `${experiment.title}, ${modelTitles[result.model]}`,
      );
      const which = [...models].map(
        ([model, its]) => `${model}, seeds ${its.map(({result}) => result.seed).join(', ')}`,
      );
      return `${software}: ${which.join('; ')}`;
    }),
  ];
}

/** The software that a run was made with: `ntmjs 1.0.0, …, commit 0123456789ab`. */
function softwareOf({run}: JobResult): string {
  const {commit = 'unknown', ...versions} = run.file.versions;
  return Object.entries({...versions, commit})
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
