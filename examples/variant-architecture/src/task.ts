import {associativeRecallTask} from '@ntmjs/tasks';

/** Items of three vectors, one of them again as a question: which came after it? Two to six items in training. */
export const task = associativeRecallTask();
