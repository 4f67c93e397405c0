import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {fittingTraining, modelNameOf, presetFor} from '@ntmjs/presets';
import {accessModuleOf} from '@ntmjs/presets/modules';
import {createTask} from '@ntmjs/tasks';
import {moduleOf} from '@ntmjs/tasks/modules';
import {Run, type RunConfig} from '@ntmjs/training/runs';
import {type Job, jobFolder} from './job.js';

/** The readable runs in a folder, by the names of their folders. */
export async function findRuns(folder: string): Promise<Run[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const runs = await Promise.all(names.sort().map((name) => openIfThere(join(folder, name))));
  return runs.filter((run) => run !== undefined);
}

/** The run in a folder; undefined if there is none that can be read. */
function openIfThere(folder: string): Promise<Run | undefined> {
  return Run.open(folder).catch(() => undefined);
}

/**
 * The folder of a job's run. A run is recognized by its configuration, whatever the name of its folder: models had other
 * names in earlier versions. A new run is named by `jobFolder`, with a number if another model's run has that name.
 *
 * @throws Error if there is a run of the job's task, model and seed with another configuration
 */
export async function folderOf(job: Job, folder: string): Promise<string> {
  const name = jobFolder(folder, job);
  const named = await openIfThere(name);
  if (named !== undefined && hasConfigurationOf(job, named.config)) return name;
  const runs = await findRuns(folder);
  const own = runs.find(({config}) => hasConfigurationOf(job, config));
  if (own !== undefined) return own.folder;
  for (let number = 1; ; number++) {
    const path = number === 1 ? name : `${name}-${number}`;
    const taken = runs.find((run) => run.folder === path);
    if (taken === undefined) return path;
    const {model, seed} = taken.config;
    if (modelNameOf(model) === job.model && seed === job.seed) {
      throw new Error(`${path} has another configuration: remove it to train it again`);
    }
  }
}

/**
 * Whether a run has the configuration that a job has now, whatever its number of training sequences: presets may have changed
 * since the run began.
 */
export function hasConfigurationOf(
  {task, taskConfig, model, settings, seed}: Job,
  config: RunConfig,
): boolean {
  const preset = presetFor(task, model, settings);
  const fitting = fittingTraining(preset, createTask(task, taskConfig), preset.model);
  const {sequences: _, learningRateDecay, ...training} = {...fitting, stopWhenSolved: false};
  const {sequences: __, learningRateDecay: decay, ...actual} = config.training;
  const module = moduleOf(task);
  return isDeepStrictEqual(
    {
      ...{seed: config.seed, task: config.task, model: config.model, access: config.accessModule},
      ...{training: actual, decay: decay?.to},
    },
    {
      seed,
      access: accessModuleOf(preset.model.architecture),
      task: {name: task, config: {...taskConfig}, ...(module && {module})},
      model: preset.model,
      training,
      decay: learningRateDecay?.to,
    },
  );
}
