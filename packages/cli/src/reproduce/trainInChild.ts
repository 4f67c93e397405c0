import {type ArchitectureName, presetFor} from '@ntmjs/presets';
import {accessModuleOf} from '@ntmjs/presets/modules';
import type {JobTraining, TrainingProgress} from '@ntmjs/report/reproduction';
import {moduleOf} from '@ntmjs/tasks/modules';
import {STOPPED} from '../stop.js';
import {childCommand} from './childCommand.js';

/** The options of `ntm train` for a training; the evaluation at its end is as short as can be. */
export function trainArguments({job, folder, resume, sequences, learningRateDecay}: JobTraining): string[] {
  const end = ['--episodes', '1'];
  if (resume) return ['--resume', folder, ...end];
  const {task, taskOptions, model, settings, seed} = job;
  const {architecture, ...network} = presetFor(task, model, settings).model;
  const {type} = ('controller' in network ? network.controller : {}) as {readonly type?: string};
  return [
    moduleOf(task)?.path ?? task,
    ...Object.entries(taskOptions).flatMap(([name, value]) => ['--task-option', `${name}=${value}`]),
    ...modelOf(architecture),
    ...(type === undefined ? [] : ['--controller', type]),
    ...['--settings', settings, '--seed', String(seed)],
    ...(sequences === undefined ? [] : ['--sequences', String(sequences)]),
    ...(learningRateDecay === undefined
      ? []
      : ['--decay', `${learningRateDecay.to}/${learningRateDecay.over}`]),
    ...['--run', folder, ...end],
  ];
}

/** The option of an architecture: the module of an access of one's own is loaded again. */
function modelOf(architecture: ArchitectureName): string[] {
  const module = accessModuleOf(architecture);
  return module === undefined ? ['--architecture', architecture] : ['--access', module.path];
}

/**
 * Runs `ntm train` in a process of its own.
 *
 * @throws Error with the process' message, if it failed
 */
export function trainInChild(training: JobTraining): Promise<void> {
  const {onProgress, signal} = training;
  return childCommand(['train', ...trainArguments(training), '--json'], {
    // Solved, not solved, and stopped.
    success: [0, 1, STOPPED],
    signal,
    onEvent(event, data) {
      if (event === 'progress') onProgress(data as unknown as TrainingProgress);
    },
  });
}
