import {requireObject, requireText} from '@ntmjs/arguments';
import type {TaskConfig} from './task.js';

/** Names that options and parts of a difficulty had before version 2 of saved runs, with their names of today. */
interface Renamed {
  readonly options: Readonly<Record<string, string>>;
  readonly difficulty?: Readonly<Record<string, string>>;
}

const vectors: Renamed = {options: {bits: 'vectorWidth'}};

const graphs: Renamed = {
  options: {maxSteps: 'maxPathEdges', minEdges: 'minDegree', maxEdges: 'maxDegree'},
  difficulty: {steps: 'edges'},
};

const renamed: Readonly<Record<string, Renamed>> = {
  copy: vectors,
  'repeat-copy': vectors,
  'associative-recall': vectors,
  'priority-sort': vectors,
  'copy-stream': vectors,
  'graph-traversal': graphs,
  'shortest-path': graphs,
};

function withNames<Value>(
  values: Readonly<Record<string, Value>>,
  names: Readonly<Record<string, string>> = {},
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [names[name] ?? name, value]));
}

/** A saved config of a task, under the names that its options have today. */
export function upgradeTaskConfig(task: string, config: TaskConfig): TaskConfig {
  requireText('task', task);
  requireObject('config', config, 'an object with options of the task');
  return withNames(config, renamed[task]?.options);
}

/** A saved difficulty of a task, under the names that its parts have today. */
export function upgradeDifficulty(
  task: string,
  difficulty: Readonly<Record<string, number>>,
): Record<string, number> {
  requireText('task', task);
  requireObject('difficulty', difficulty, 'an object with parts of the difficulty');
  return withNames(difficulty, renamed[task]?.difficulty);
}

/** The name that a part of a task's difficulty has today, from the one that was saved. */
export function upgradeDifficultyPart(task: string, part: string): string {
  requireText('task', task);
  requireText('part', part);
  return renamed[task]?.difficulty?.[part] ?? part;
}

/** A difficulty as text under the names it first had, from which evaluation seeds its episodes: a new name changes none. */
export function seedText(task: string, difficulty: Readonly<Record<string, number>>): string {
  const first = Object.entries(renamed[task]?.difficulty ?? {}).map(([before, today]) => [today, before]);
  return JSON.stringify(withNames(difficulty, Object.fromEntries(first)));
}
