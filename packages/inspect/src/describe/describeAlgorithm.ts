import {ArgumentError, requireKeys, requireObject} from '@ntmjs/arguments';
import type {EpisodeTrace, FigureEpisode, FigureTask, HeadTrace} from '../trace/episodeTrace.js';
import {requireFigureEpisode, requireFigureTask, requireHeads} from '../trace/requireTrace.js';
import type {HeadMove} from './headMoves.js';
import {headMovements, type Movement} from './movements.js';
import {describeSteps, phasesOf} from './phases.js';

/** The trace of an episode, and the episode. */
export interface DescribeAlgorithmArgs {
  /** The result of `inspect` for the episode. */
  readonly trace: Pick<EpisodeTrace, 'steps' | 'heads'>;
  readonly episode: Pick<FigureEpisode, 'steps' | 'inputSize' | 'inputs' | 'mask'>;
  /** Names the input channels; those with `delimiter` in their name mark delimiter steps. */
  readonly task?: Pick<FigureTask, 'inputChannels'> | undefined;
}

/** A description of what one head did in an episode. */
export interface HeadDescription {
  readonly label: string;
  readonly kind: HeadTrace['kind'];
  readonly movements: readonly Movement[];
  /** A sentence for each movement: `steps 0–4 (input): writes forward row by row from row 1 to row 5`. */
  readonly sentences: readonly string[];
}

/**
 * Describes what each head did in an episode, in English sentences. The description follows the rows at which heads point, and does not
 * consider what is read or written there.
 *
 * @returns a description of each head that has a weighting
 * @throws ArgumentError if trace and episode differ in their steps, the episode is not a batch of one, or an option is unknown
 */
export function describeAlgorithm(args: DescribeAlgorithmArgs): HeadDescription[] {
  requireKeys('describeAlgorithm', args, ['trace', 'episode', 'task']);
  const {trace, episode, task} = args;
  requireObject('trace', trace, 'a trace, as inspect returns it');
  requireHeads('trace.heads', trace.heads);
  requireFigureEpisode(episode, ['inputs', 'mask']);
  requireFigureTask(task, ['inputChannels']);
  if (trace.steps !== episode.steps) {
    throw new ArgumentError('trace.steps', `${episode.steps}, the episode's number of steps`, trace.steps);
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

/** The largest number of rows that are listed for a head that moves irregularly. */
const LISTED_ROWS = 8;

const verbs = {
  read: {does: 'reads', doing: 'reading', at: ''},
  write: {does: 'writes', doing: 'writing', at: 'to '},
} as const;

/** Describes a movement: `jumps to row 12, found by content, and reads forward row by row to row 31`. */
function describeMovement(movement: Movement, kind: HeadTrace['kind']): string {
  const {does} = verbs[kind];
  const {moves} = movement;
  switch (movement.kind) {
    case 'idle':
      return `${does} almost nothing`;
    case 'spread':
      return `attends to several rows at once (effectively ${range(moves.map(({focus}) => focus.effectiveRows))})`;
    case 'irregular':
      return describeIrregular(moves);
    case 'points': {
      const [first] = moves as [HeadMove];
      const arrival = describeArrival(movement);
      const action = describeAction(movement, kind, arrival !== undefined);
      const times = movement.times > 1 ? `, ${movement.times} times` : '';
      return `${arrival === undefined ? '' : `${arrival}${describeOrigin(first)} and `}${action}${times}`;
    }
  }
}

/** Describes an irregular movement by the first rows at which the head points. */
function describeIrregular(moves: readonly HeadMove[]): string {
  const pointing = moves.filter(({state}) => state === 'points');
  const rows = pointing.map(({focus}) => focus.row);
  const listed = [...rows.slice(0, LISTED_ROWS), ...(rows.length > LISTED_ROWS ? ['…'] : [])].join(', ');
  const others =
    rows.length < moves.length ? `, and at none in ${moves.length - rows.length} of these steps` : '';
  return `moves irregularly, pointing at rows ${listed}${describeLookups(pointing)}${others}`;
}

/** Whether a head finds its row by content at each step, as a phrase. */
function describeLookups(moves: readonly HeadMove[]): string {
  return moves.every(({origin}) => origin?.by === 'content') ? ', found by content at each step' : '';
}

/** How a head came to the row where a movement begins; undefined at the first step and if it stays there. */
function describeArrival({from, shift: rowsPerStep, moves}: Movement): string | undefined {
  const [{shift, focus}] = moves as [HeadMove];
  if (from === 0 || (shift === 0 && rowsPerStep === 0)) return undefined;
  if (shift === undefined) return `focuses on row ${focus.row}`;
  if (shift === 0) return `stays at row ${focus.row} for a step`;
  return `${Math.abs(shift) === 1 ? 'steps' : 'jumps'} to row ${focus.row}`;
}

/** That a head found a row by content, if it did. */
function describeOrigin({origin, shift}: HeadMove): string {
  if (origin?.by !== 'content' || shift === 0) return '';
  if (origin.shift === 0) return ', found by content,';
  return `, found by content (its key matches row ${origin.from}, then it shifts by ${signed(origin.shift)}),`;
}

function describeAction({shift, moves}: Movement, kind: HeadTrace['kind'], arrived: boolean): string {
  const {does, doing, at} = verbs[kind];
  const [first, last] = [moves[0]!.focus.row, moves.at(-1)!.focus.row];
  const row = `${at}${arrived ? 'it' : `row ${first}`}`;
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

/** The range of some numbers, rounded to integers. */
function range(values: readonly number[]): string {
  const [least, most] = [Math.round(Math.min(...values)), Math.round(Math.max(...values))];
  return least === most ? `${least}` : `${least} to ${most}`;
}
