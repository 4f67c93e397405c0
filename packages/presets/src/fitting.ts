import type {Task} from '@ntmjs/tasks';
import type {Preset} from './preset.js';

/** The training of a preset on a task with other options: a curriculum that begins beyond the task is left out. */
export function fittingTask(training: Preset['training'], {trainingRange}: Task): Preset['training'] {
  const {curriculum, ...rest} = training;
  if (curriculum?.type !== 'doubling') return training;
  return curriculum.start > (trainingRange[curriculum.part]?.max ?? 0) ? rest : training;
}
