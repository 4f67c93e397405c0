import {isTaskModule, loadTaskModule} from '@ntmjs/tasks/modules';

/**
 * The name of the task that is meant by it, or by a module that exports it, which is then loaded.
 *
 * @throws ArgumentError if there is no such task
 */
export async function taskArgument(text: string): Promise<string> {
  return isTaskModule(text) ? loadTaskModule(text) : text;
}

/** What is said of a run whose task or access is not what it was when the run began: a line for each of their modules. */
export function changeLines(modules: readonly string[]): string[] {
  return modules.map((module) => `${module} has changed since this run began.`);
}
