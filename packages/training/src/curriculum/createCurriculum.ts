import {requireChoice} from '@ntmjs/arguments';
import type {Task} from '@ntmjs/tasks';
import type {Curriculum, CurriculumState} from './curriculum.js';
import {type DoublingArgs, doubling} from './doubling.js';
import {type FixedArgs, fixed} from './fixed.js';

/** A curriculum in words. */
export type CurriculumArgs =
  | ({readonly type: 'fixed'} & FixedArgs)
  | ({readonly type: 'doubling'} & DoublingArgs);

/** The kinds of curriculum that can be asked for by name. */
export const curriculumTypes = ['fixed', 'doubling'] as const;

/**
 * A curriculum made from words, which a run's configuration can hold.
 *
 * @param state where an equal curriculum stood, to go on from
 * @throws ArgumentError if the type is unknown, or one of its arguments unknown, out of range or not of the task
 */
export function createCurriculum(args: CurriculumArgs, task: Task, state?: CurriculumState): Curriculum {
  requireChoice('curriculum.type', args?.type, curriculumTypes);
  const {type, ...rest} = args;
  return type === 'fixed' ? fixed(rest as FixedArgs, task) : doubling(rest as DoublingArgs, task, state);
}
