import {type ModelName, modelNames} from '@ntmjs/presets';
import {hasEpisodes, taskNames} from '@ntmjs/tasks';
import {
  type Choice,
  configOf,
  defaultChoice,
  defaultOrigin,
  firstChoice,
  type Origin,
  origins,
  taskOf,
} from './choice.js';
import {fieldsOf} from './sizes.js';
import {easierView, firstView, type View} from './view.js';

/** The state of the page that its address contains. */
export interface PageState {
  readonly choice: Choice;
  readonly origin: Origin;
  readonly view: View;
  /** The selected step of the episode. */
  readonly step: number;
}

/** The state in an address, and the errors in it. */
export interface ReadPageState extends PageState {
  readonly errors: readonly string[];
}

const LARGEST_SEED = 2 ** 31 - 1;

/** The largest part of a difficulty whose episodes are shown without a long wait. */
export const LARGEST_PART = 1000;

/** The most rows that a memory can be evaluated with. */
export const LARGEST_ROWS = 4096;

/** Models by their names in the parameter `model` of older addresses, which `network` replaces. */
const olderNames: Readonly<Record<string, ModelName>> = {
  feedforward: 'ntm-feedforward',
  lstm: 'ntm-lstm',
  baseline: 'lstm',
};

/** The older name of a size: the page called the number of heads `heads` whatever the architecture. */
const olderSizes: Readonly<Record<string, string>> = {readHeads: 'heads'};

/** The query for a state of the page, without values that equal their defaults. */
export function writeAddress({choice, origin, view, step}: PageState): string {
  const defaults = defaultChoice(choice.task, choice.model);
  const query = new URLSearchParams({task: choice.task, network: choice.model});
  for (const [name, size] of Object.entries(choice.sizes)) {
    if (size !== defaults.sizes[name]) query.set(name, String(size));
  }
  if (choice.seed !== defaults.seed) query.set('seed', String(choice.seed));
  if (origin !== defaultOrigin(choice)) query.set('from', origin);
  for (const [part, value] of Object.entries(view.difficulty)) query.set(`at.${part}`, String(value));
  if (view.rows !== undefined) query.set('on', String(view.rows));
  if (view.episode !== 1) query.set('episode', String(view.episode));
  if (view.flips.length > 0)
    query.set('flip', view.flips.map((flip) => `${flip.step}.${flip.channel}`).join(','));
  if (view.erased.length > 0)
    query.set('erase', view.erased.map((one) => `${one.step}.${one.row}`).join(','));
  if (step > 0) query.set('step', String(step));
  return `?${query}`;
}

/** Reads a query; reports invalid values, and uses their defaults instead. */
export function readAddress(text: string): ReadPageState {
  const query = new URLSearchParams(text);
  const older = query.get('model');
  if (older !== null && !query.has('network')) query.set('network', olderNames[older] ?? older);
  const errors: string[] = [];
  const reportError = (name: string, expected: string) =>
    errors.push(`In the address, ${name} must be ${expected}, got “${query.get(name)}”.`);

  const oneOf = <T extends string>(name: string, all: readonly T[], fallback: T): T => {
    const given = query.get(name);
    const found = all.find((one) => one === given);
    if (given !== null && found === undefined) reportError(name, `one of ${all.join(', ')}`);
    return found ?? fallback;
  };
  const integer = (name: string, min: number, max: number): number | undefined => {
    const given = query.get(name);
    if (given === null) return undefined;
    const value = Number(given);
    if (given.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    reportError(name, `an integer from ${min} to ${max}`);
    return undefined;
  };
  const pairs = (name: string): [number, number][] => {
    const given = query.get(name);
    if (given === null) return [];
    const all = given.split(',').map((pair) => pair.split('.').map(Number));
    const isPair = (pair: number[]): pair is [number, number] =>
      pair.length === 2 && pair.every((value) => Number.isInteger(value) && value >= 0);
    if (all.every(isPair)) return all;
    reportError(name, 'pairs of integers such as 3.0,4.1');
    return [];
  };

  const defaults = defaultChoice(
    oneOf('task', taskNames, firstChoice.task),
    oneOf('network', modelNames, firstChoice.model),
  );
  const fields = fieldsOf(configOf(defaults).architecture);
  const sizes = Object.fromEntries(
    Object.entries(defaults.sizes).map(([name, size]) => {
      const {min, max} = fields[name]!;
      const older = query.has(name) ? undefined : olderSizes[name];
      return [name, integer(older ?? name, min, max) ?? size];
    }),
  );
  const choice: Choice = {...defaults, sizes, seed: integer('seed', 0, LARGEST_SEED) ?? defaults.seed};
  const origin = oneOf('from', origins, defaultOrigin(choice));
  const task = taskOf(choice);
  const first = query.size === 0 ? easierView(task) : firstView(task);
  const difficulty = Object.fromEntries(
    Object.entries(first.difficulty).map(([part, value]) => [
      part,
      integer(`at.${part}`, 1, LARGEST_PART) ?? value,
    ]),
  );
  const isPossible = hasEpisodes(task, difficulty);
  if (!isPossible) errors.push(`The address asks for an episode that the task ${task.name} does not have.`);
  const rows = fields.rows && integer('on', fields.rows.min, LARGEST_ROWS);
  const view: View = {
    difficulty: isPossible ? difficulty : first.difficulty,
    ...(rows !== undefined && {rows}),
    episode: integer('episode', 1, LARGEST_SEED) ?? 1,
    flips: pairs('flip').map(([step, channel]) => ({step, channel})),
    erased: pairs('erase').map(([step, row]) => ({step, row})),
  };
  return {choice, origin, view, step: integer('step', 0, 1_000_000) ?? 0, errors};
}
