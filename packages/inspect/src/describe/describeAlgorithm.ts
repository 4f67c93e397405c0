import {ArgumentError, requireKeys} from '@ntmjs/arguments';
import type {FigureEpisode, FigureTask} from '../figures/figureArgs.js';
import type {EpisodeTrace, HeadTrace} from '../trace/episodeTrace.js';
import type {HeadMove} from './headMoves.js';
import {headMovements, type Movement} from './movements.js';
import {describeSteps, phasesOf} from './phases.js';

/** What an account of heads is made of. */
export interface DescribeAlgorithmArgs {
  /** What `inspect` returned for the episode. */
  readonly trace: Pick<EpisodeTrace, 'steps' | 'heads'>;
  readonly episode: Pick<FigureEpisode, 'steps' | 'inputSize' | 'inputs' | 'mask'>;
  /** Names the channels, of which one may be a delimiter. */
  readonly task?: Pick<FigureTask, 'inputChannels'> | undefined;
}

/** What one head did in an episode. */
export interface HeadAccount {
  readonly label: string;
  readonly kind: HeadTrace['kind'];
  readonly movements: readonly Movement[];
  /** A sentence for each movement: `steps 0–4 (input): writes forward row by row from row 1 to row 5`. */
  readonly sentences: readonly string[];
}

/**
 * What each head did in an episode, in words. It follows the rows at which heads point, and says so where a head does not point at
 * any, or moves without a regular shift; what is written and read there it does not look at.
 *
 * @returns an account for each head that has a weighting
 * @throws ArgumentError if trace and episode do not have the same steps, the episode is not one of a batch of one, or an option is
 *   unknown
 */
export function describeAlgorithm(args: DescribeAlgorithmArgs): HeadAccount[] {
  requireKeys('describeAlgorithm', args, ['trace', 'episode', 'task']);
  const {trace, episode, task} = args;
  if (trace.steps !== episode.steps) {
    throw new ArgumentError('trace.steps', `${episode.steps}, as the episode's`, trace.steps);
  }
  for (const [name, length] of [
    ['inputs', episode.steps * episode.inputSize],
    ['mask', episode.steps],
  ] as const) {
    if (episode[name].length !== length) {
      throw new ArgumentError(`episode.${name}.length`, `${length}, of one episode`, episode[name].length);
    }
  }
  const phases = phasesOf(episode, task);
  return trace.heads.flatMap((head) => {
    const {label, kind} = head;
    const movements = headMovements(head);
    if (movements.length === 0) return [];
    const sentences = movements.map(
      (movement) =>
        `${describeSteps(movement.from, movement.to, phases)}: ${describeMovement(movement, kind)}`,
    );
    return {label, kind, movements, sentences};
  });
}

/** The rows that are listed of a head that moves without a regular shift. */
const SHOWN_ROWS = 8;

const verbs = {
  read: {does: 'reads', doing: 'reading'},
  write: {does: 'writes', doing: 'writing'},
} as const;

/** What a head did for some steps, in words: `jumps to row 12, found by content, and reads forward row by row to row 31`. */
export function describeMovement(movement: Movement, kind: HeadTrace['kind']): string {
  const {does} = verbs[kind];
  const {moves} = movement;
  switch (movement.kind) {
    case 'idle':
      return `${does} hardly anything`;
    case 'spread':
      return `is spread over several rows (effectively ${range(moves.map(({focus}) => focus.effectiveRows))})`;
    case 'wanders':
      return describeWandering(moves);
    case 'points': {
      const [first] = moves as [HeadMove];
      const arrival = describeArrival(movement);
      const action = describeAction(movement, kind, arrival !== undefined);
      const times = movement.times > 1 ? `, ${movement.times} times` : '';
      return `${arrival === undefined ? '' : `${arrival}${describeOrigin(first)} and `}${action}${times}`;
    }
  }
}

/** The rows at which a head points, a few of them. */
function describeWandering(moves: readonly HeadMove[]): string {
  const pointing = moves.filter(({state}) => state === 'points');
  const rows = pointing.map(({focus}) => focus.row);
  const shown = [...rows.slice(0, SHOWN_ROWS), ...(rows.length > SHOWN_ROWS ? ['…'] : [])].join(', ');
  const others =
    rows.length < moves.length ? `, and at none at ${moves.length - rows.length} of these steps` : '';
  return `moves without a regular shift: it points at rows ${shown}${describeLookups(pointing)}${others}`;
}

/** That a head finds its row by content at each of some steps, if it does. */
function describeLookups(moves: readonly HeadMove[]): string {
  return moves.every(({origin}) => origin?.by === 'content') ? ', found by content at each step' : '';
}

/** How a head came to the row where a run begins; undefined if it was there from the first, or stays there. */
function describeArrival({from, shift: goesOn, moves}: Movement): string | undefined {
  const [{shift, focus}] = moves as [HeadMove];
  if (from === 0 || (shift === 0 && goesOn === 0)) return undefined;
  if (shift === undefined) return `gathers at row ${focus.row}`;
  if (shift === 0) return `stays at row ${focus.row} for a step`;
  return `${Math.abs(shift) === 1 ? 'steps' : 'jumps'} to row ${focus.row}`;
}

/** How a head found a row, if by content. */
function describeOrigin({origin, shift}: HeadMove): string {
  if (origin?.by !== 'content' || shift === 0) return '';
  if (origin.shift === 0) return ', found by content,';
  return `, found by content (its key finds row ${origin.from}, and it shifts by ${signed(origin.shift)}),`;
}

function describeAction({shift, moves}: Movement, kind: HeadTrace['kind'], arrived: boolean): string {
  const {does, doing} = verbs[kind];
  const [first, last] = [moves[0]!.focus.row, moves.at(-1)!.focus.row];
  const row = arrived ? 'it' : `row ${first}`;
  if (shift === undefined) return `${does} ${row}`;
  const found = describeLookups(moves.slice(1));
  if (shift === 0) return `keeps ${doing} ${row}${found}`;
  const way = shift > 0 ? 'forward' : 'backward';
  const pace = Math.abs(shift) === 1 ? 'row by row' : `by ${Math.abs(shift)} rows a step`;
  return `${does} ${way} ${pace}${arrived ? '' : ` from row ${first}`} to row ${last}${found}`;
}

function signed(shift: number): string {
  return shift > 0 ? `+${shift}` : `−${-shift}`;
}

/** The least and the largest of some numbers, in whole ones. */
function range(values: readonly number[]): string {
  const [least, most] = [Math.round(Math.min(...values)), Math.round(Math.max(...values))];
  return least === most ? `${least}` : `${least} to ${most}`;
}
