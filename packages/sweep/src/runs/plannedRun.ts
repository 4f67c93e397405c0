import {createHash} from 'node:crypto';
import {
  requireInteger,
  requireKeys,
  requireList,
  requireObject,
  requirePositiveInteger,
  requireText,
} from '@ntmjs/arguments';
import type {PlannedEvaluation} from '@ntmjs/report';
import type {RunConfig} from '@ntmjs/training/runs';
import {canonicalJson} from '../config/canonical.js';

/** All that the result of a run is determined by. Equal descriptions give equal results, to the last bit. */
export interface RunDescription {
  readonly config: RunConfig;
  /** What is evaluated after training, first at the difficulty of training. */
  readonly evaluation: readonly PlannedEvaluation[];
  /** The versions of the software that its numbers depend on: that of ntmjs and, in a clone, the commit of its sources. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A run that is to be trained and evaluated, if it is not yet. */
export interface PlannedRun extends RunDescription {
  /** The identity of its result: the SHA-256 of its description, as JSON with ordered keys. */
  readonly id: string;
  /**
   * The name of its folder: its task, model and seed, and as many digits of the SHA-256 of what its training is determined by as tell
   * trainings apart. A training is evaluated in several ways without being repeated.
   */
  readonly name: string;
}

/** As many digits of a SHA-256 as tell the runs of all sweeps apart. */
export const DIGITS = 16;

/**
 * The run with a description.
 *
 * @throws ArgumentError if it is none
 */
export function plannedRun(description: RunDescription): PlannedRun {
  requireKeys('run', description, ['config', 'evaluation', 'versions']);
  const {config, evaluation, versions} = description;
  const {task, model} = requireObject('run.config', config, 'the configuration of a run');
  requireText(
    'run.config.task.name',
    requireObject('run.config.task', task, 'an object {name, config}').name,
  );
  requireObject('run.config.model', model, 'a model config');
  requireEvaluation('run.evaluation', evaluation);
  requireObject('run.versions', versions, 'an object of strings');
  requireInteger('run.config.seed', config.seed);
  const id = digestOf({config, evaluation, versions});
  return {config, evaluation, versions, id, name: runName({config, versions})};
}

/** The name of a run that is trained so, however it is evaluated. */
export function runName({config, versions}: Pick<RunDescription, 'config' | 'versions'>): string {
  return `${wordsOf(config)}-${digestOf({config, versions}).slice(0, DIGITS)}`;
}

function requireEvaluation(argument: string, evaluation: readonly PlannedEvaluation[]): void {
  requireList(argument, evaluation, 'a list of objects {settings, episodes}', 1);
  for (const [index, planned] of evaluation.entries()) {
    const path = `${argument}[${index}]`;
    requireObject(path, planned, 'an object {settings, episodes}');
    const {settings, episodes} = requireKeys(path, planned, ['settings', 'episodes']);
    requirePositiveInteger(`${path}.episodes`, episodes);
    requireList(`${path}.settings`, settings, 'a list of objects {difficulty, rows?}');
    for (const [number, setting] of settings.entries()) {
      const name = `${path}.settings[${number}]`;
      requireObject(name, setting, 'an object {difficulty, rows?}');
      const {difficulty, rows} = requireKeys(name, setting, ['difficulty', 'rows']);
      requireObject(`${name}.difficulty`, difficulty, 'an object with parts of the difficulty');
      if (rows !== undefined) requirePositiveInteger(`${name}.rows`, rows);
    }
  }
}

function digestOf(value: object): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The task, the model and the seed of a run as a part of the name of a file: that of a user's task may be any text. */
function wordsOf({task, model, seed}: RunConfig): string {
  const {architecture, controller} = model as {architecture?: unknown; controller?: {type?: unknown}};
  const words = [task.name, architecture, controller?.type].filter((word) => typeof word === 'string');
  return [...words.map((word) => word.replace(/[^\w-]+/g, '_').slice(0, 40)), seed].join('-');
}
