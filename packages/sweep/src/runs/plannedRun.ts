import {createHash} from 'node:crypto';
import {
  requireInteger,
  requireKeys,
  requireObject,
  requirePositiveInteger,
  requireText,
} from '@ntmjs/arguments';
import type {RunConfig} from '@ntmjs/training/runs';
import {canonicalJson} from '../config/canonical.js';

/** All that a run is determined by. Equal descriptions give equal runs, to the last bit. */
export interface RunDescription {
  readonly config: RunConfig;
  /** How many fresh episodes are evaluated after training, and at which difficulties besides that of training. */
  readonly evaluation: {
    readonly episodes: number;
    readonly at: Readonly<Record<string, readonly number[]>>;
  };
  /** The versions of the software that its numbers depend on: that of ntmjs and, in a clone, the commit of its sources. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A run that is to be trained and evaluated, if it is not yet. */
export interface PlannedRun extends RunDescription {
  /** Its identity: the SHA-256 of its description, as JSON with ordered keys. */
  readonly id: string;
  /** The name of its folder: its task, and as many digits of the identity as tell runs apart. */
  readonly name: string;
}

const DIGITS = 16;

/**
 * The run with a description.
 *
 * @throws ArgumentError if it is none
 */
export function plannedRun(description: RunDescription): PlannedRun {
  requireKeys('run', description, ['config', 'evaluation', 'versions']);
  const {config, evaluation, versions} = description;
  const {task} = requireObject('run.config', config, 'the configuration of a run');
  requireText(
    'run.config.task.name',
    requireObject('run.config.task', task, 'an object {name, config}').name,
  );
  requireObject('run.evaluation', evaluation, 'an object {episodes, at}');
  requirePositiveInteger('run.evaluation.episodes', evaluation.episodes);
  requireObject('run.evaluation.at', evaluation.at, 'an object with lists of parts of the difficulty');
  requireObject('run.versions', versions, 'an object of strings');
  requireInteger('run.config.seed', config.seed);
  const id = createHash('sha256').update(canonicalJson({config, evaluation, versions})).digest('hex');
  return {config, evaluation, versions, id, name: `${fileName(task.name)}-${id.slice(0, DIGITS)}`};
}

/** A task's name as a part of the name of a file: that of a user's may be any text. */
function fileName(name: string): string {
  return name.replace(/[^\w-]+/g, '_').slice(0, 40);
}
