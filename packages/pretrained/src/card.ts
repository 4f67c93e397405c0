import {ArgumentError, requireInteger, requireNumber, requireText} from '@ntmjs/arguments';
import {requireSeal} from '@ntmjs/arguments/files';

/** How a pretrained model was trained, and its cost. */
export interface PretrainedCard {
  /** The task that it learned, with the options for `createTask` of `@ntmjs/tasks`. */
  readonly task: {
    readonly name: string;
    readonly config: Readonly<Record<string, number | boolean | string>>;
  };
  /** The model config. */
  readonly model: Readonly<Record<string, unknown>>;
  /** The source of its preset, the seed of its weights and episodes, and the number of sequences that it was trained on. */
  readonly settings: string;
  readonly seed: number;
  readonly sequences: number;
  /** The number of sequences after which the task was solved; absent if it was not, or on a card of an older version. */
  readonly solvedAt?: number;
  /** How it was selected from runs with different seeds; absent on a card of an older version. */
  readonly selection?: {
    readonly rule: string;
    /** The number of runs, and how many of them solved the task. */
    readonly seeds: number;
    readonly solved: number;
  };
  /** Its cost on fresh episodes as in training, of the same seed; `evaluate` of `@ntmjs/training` reproduces it. */
  readonly evaluation: {
    readonly episodes: number;
    /** The split that the classes of the episodes belong to, for a task with such an option. */
    readonly split?: string;
    /** Mean cross-entropy in bits a sequence. */
    readonly bits: number;
    /** Mean wrong target bits a sequence. */
    readonly wrongBits: number;
  };
}

const PARTS = [
  ...['task', 'model', 'settings', 'seed', 'sequences', 'solvedAt', 'selection', 'evaluation', 'sha256'],
];

/**
 * Returns the content of a `card.json` if it is a card, and what was written.
 *
 * @throws ArgumentError that names the file and the field, what it must be and what it is
 */
export async function requireCard(file: string, json: unknown): Promise<PretrainedCard> {
  const card = requireObject(file, json);
  const unknown = Object.keys(card).find((key) => !PARTS.includes(key));
  if (unknown !== undefined) throw new ArgumentError(`${file}: ${unknown}`, 'omitted', card[unknown]);
  const {name, config} = requireObject(`${file}: task`, card.task);
  requireText(`${file}: task.name`, name);
  requireObject(`${file}: task.config`, config);
  requireObject(`${file}: model`, card.model);
  requireText(`${file}: settings`, card.settings);
  requireInteger(`${file}: seed`, card.seed);
  requireInteger(`${file}: sequences`, card.sequences, {min: 0});
  if (card.solvedAt !== undefined) requireInteger(`${file}: solvedAt`, card.solvedAt, {min: 1});
  if (card.selection !== undefined) {
    const {rule, seeds, solved} = requireObject(`${file}: selection`, card.selection);
    requireText(`${file}: selection.rule`, rule);
    requireInteger(`${file}: selection.seeds`, seeds, {min: 1});
    requireInteger(`${file}: selection.solved`, solved, {min: 0, max: seeds as number});
  }
  const {episodes, bits, wrongBits} = requireObject(`${file}: evaluation`, card.evaluation);
  requireInteger(`${file}: evaluation.episodes`, episodes, {min: 1});
  requireNumber(`${file}: evaluation.bits`, bits, {min: 0});
  requireNumber(`${file}: evaluation.wrongBits`, wrongBits, {min: 0});
  return (await requireSeal(file, card)) as unknown as PretrainedCard;
}

function requireObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ArgumentError(name, 'an object', value);
}
