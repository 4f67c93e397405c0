import {type ModelName, modelNames} from '@ntmjs/presets';
import {hasEpisodes, taskNames} from '@ntmjs/tasks';
import {type Choice, type Origin, origins, taskOf, usualChoice, usualOrigin} from './choice.js';
import {type SizeName, sizeLimits, sizeNames} from './sizes.js';
import {firstView, type View} from './view.js';

/** What the address of the page says. */
export interface Place {
  readonly choice: Choice;
  readonly origin: Origin;
  readonly view: View;
  /** The step of the episode that is looked at. */
  readonly step: number;
}

/** A place, and what of the address could not be followed. */
export interface ReadPlace extends Place {
  readonly complaints: readonly string[];
}

const LARGEST_SEED = 2 ** 31 - 1;

/** The largest part of a difficulty: an episode is shown while one waits. */
export const LARGEST_PART = 1000;

/** Where the page begins if the address says nothing: with an episode that is shown at once. */
const FIRST = {task: 'copy', model: 'ntm-feedforward', difficulty: {length: 10}} as const;

/** What the parameter `model`, which `network` replaces, called some of the models. */
const olderNames: Readonly<Record<string, ModelName>> = {
  feedforward: 'ntm-feedforward',
  lstm: 'ntm-lstm',
  baseline: 'lstm',
};

/** The query of an address for a place: what is as usual is left out. */
export function writePlace({choice, origin, view, step}: Place): string {
  const usual = usualChoice(choice.task, choice.model);
  const query = new URLSearchParams({task: choice.task, network: choice.model});
  for (const name of sizeNames) {
    const size = choice.sizes[name];
    if (size !== undefined && size !== usual.sizes[name]) query.set(name, String(size));
  }
  if (choice.seed !== usual.seed) query.set('seed', String(choice.seed));
  if (origin !== usualOrigin(choice)) query.set('from', origin);
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

/** The place that a query stands for; what is wrong in it is as usual, and complained about. */
export function readPlace(text: string): ReadPlace {
  const query = new URLSearchParams(text);
  const older = query.get('model');
  if (older !== null && !query.has('network')) query.set('network', olderNames[older] ?? older);
  const complaints: string[] = [];
  const complain = (name: string, expected: string) =>
    complaints.push(`In the address, ${name} must be ${expected}, got “${query.get(name)}”.`);

  const oneOf = <T extends string>(name: string, all: readonly T[], usual: T): T => {
    const given = query.get(name);
    const found = all.find((one) => one === given);
    if (given !== null && found === undefined) complain(name, `one of ${all.join(', ')}`);
    return found ?? usual;
  };
  const integer = (name: string, min: number, max: number): number | undefined => {
    const given = query.get(name);
    if (given === null) return undefined;
    const value = Number(given);
    if (given.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    complain(name, `an integer from ${min} to ${max}`);
    return undefined;
  };
  const pairs = (name: string): [number, number][] => {
    const given = query.get(name);
    if (given === null) return [];
    const all = given.split(',').map((pair) => pair.split('.').map(Number));
    const isPair = (pair: number[]): pair is [number, number] =>
      pair.length === 2 && pair.every((value) => Number.isInteger(value) && value >= 0);
    if (all.every(isPair)) return all;
    complain(name, 'pairs of integers such as 3.0,4.1');
    return [];
  };

  const usual = usualChoice(oneOf('task', taskNames, FIRST.task), oneOf('network', modelNames, FIRST.model));
  const sizes = Object.fromEntries(
    (Object.entries(usual.sizes) as [SizeName, number][]).map(([name, size]) => {
      const {min, max} = sizeLimits[name];
      return [name, integer(name, min, max) ?? size];
    }),
  );
  const choice: Choice = {...usual, sizes, seed: integer('seed', 0, LARGEST_SEED) ?? usual.seed};
  const origin = oneOf('from', origins, usualOrigin(choice));
  const task = taskOf(choice);
  const first = query.size === 0 ? {...firstView(task), difficulty: FIRST.difficulty} : firstView(task);
  const difficulty = Object.fromEntries(
    Object.entries(first.difficulty).map(([part, value]) => [
      part,
      integer(`at.${part}`, 1, LARGEST_PART) ?? value,
    ]),
  );
  const isPossible = hasEpisodes(task, difficulty);
  if (!isPossible)
    complaints.push(`The address asks for an episode that the task ${task.name} does not have.`);
  const {min, max} = sizeLimits.rows;
  const rows = usual.sizes.rows === undefined ? undefined : integer('on', min, 4 * max);
  const view: View = {
    difficulty: isPossible ? difficulty : first.difficulty,
    ...(rows !== undefined && {rows}),
    episode: integer('episode', 1, LARGEST_SEED) ?? 1,
    flips: pairs('flip').map(([step, channel]) => ({step, channel})),
    erased: pairs('erase').map(([step, row]) => ({step, row})),
  };
  return {choice, origin, view, step: integer('step', 0, 1_000_000) ?? 0, complaints};
}
