import {isTaskModule, loadTaskModule} from '@ntmjs/tasks/modules';

/**
 * The name of the task that is meant by it, or by a module that exports it, which is then loaded.
 *
 * @throws ArgumentError if there is no such task
 */
export async function taskArgument(text: string): Promise<string> {
  return isTaskModule(text) ? loadTaskModule(text) : text;
}

/** What is said of a run whose task is not what it was when the run began. */
export function changeText(module: string): string {
  return `${module} has changed since this run began.`;
}
