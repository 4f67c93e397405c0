import type {EpisodeTrace, HeadTrace, TracedArray} from '../trace/episodeTrace.js';

/** Values of memory rows that a figure of an episode shows. */
export interface RowMap {
  readonly title: string;
  /** Whose they are: of a head that reads or writes, or of the rows themselves. */
  readonly of: 'read' | 'write' | 'rows';
  /** `[steps, rows]`, from 0 to 1 */
  readonly array: TracedArray;
}

/** What a figure of an episode shows of the memory: what its rows have besides their contents, and where heads attend. */
export function rowMaps({heads, rowValues}: Pick<EpisodeTrace, 'heads' | 'rowValues'>): RowMap[] {
  return [
    ...Object.entries(rowValues).map(([name, array]): RowMap => ({...withinOne(name, array), of: 'rows'})),
    ...heads.flatMap(({kind, label, values: {weighting}}) =>
      weighting === undefined ? [] : {title: label, of: kind, array: weighting},
    ),
  ];
}

/** Values that go beyond 1 are divided by a number that the title tells. */
function withinOne(name: string, array: TracedArray): Omit<RowMap, 'of'> {
  const most = array.data.reduce((one, other) => Math.max(one, other), 0);
  if (most <= 1) return {title: name, array};
  const unit = Math.ceil(10 * most) / 10;
  return {
    title: `${name} / ${unit.toFixed(1)}`,
    array: {...array, data: array.data.map((value) => value / unit)},
  };
}

/** How strong pushes and pops are, by channel and step: what a stack's heads do besides reading. */
export interface OperationMap {
  /** `push` and `pop`, of a deque `top push`, `top pop` and so on. */
  readonly names: readonly string[];
  /** `[steps, names]` */
  readonly values: Float32Array;
}

/** The push and pop strengths that heads show; undefined if they show none. */
export function operationMap(heads: readonly HeadTrace[]): OperationMap | undefined {
  const channels = heads.flatMap(({name, values: {pushStrength, popStrength}}) => [
    ...channelOf('push', name, pushStrength),
    ...channelOf('pop', name, popStrength),
  ]);
  const [first] = channels;
  if (first === undefined) return undefined;
  const values = Float32Array.from(
    {length: first.data.length * channels.length},
    (_, index) => channels[index % channels.length]!.data[Math.floor(index / channels.length)]!,
  );
  return {names: channels.map(({name}) => name), values};
}

function channelOf(operation: string, end: string | undefined, strength: TracedArray | undefined) {
  if (strength?.shape[1] !== 1) return [];
  return [{name: end === undefined ? operation : `${end} ${operation}`, data: strength.data}];
}
