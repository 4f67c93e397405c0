import type {EpisodeTrace, HeadTrace, TracedArray} from '../trace/episodeTrace.js';

/** Values of memory rows by step. */
export interface RowMap {
  readonly title: string;
  /** What a row is; defaults to `memory row`. */
  readonly rowTitle?: string;
  /** Whether they are weights of a head that reads or writes, or values of the rows themselves. */
  readonly of: 'read' | 'write' | 'rows';
  /** `[steps, rows]`, from 0 to 1 */
  readonly array: TracedArray;
}

/** The values of memory rows in a trace: row values such as usage, then the weightings of heads. */
export function rowMaps({heads, rowValues}: Pick<EpisodeTrace, 'heads' | 'rowValues'>): RowMap[] {
  return [
    ...Object.entries(rowValues).map(([name, array]): RowMap => ({...withinOne(name, array), of: 'rows'})),
    ...heads.flatMap(({kind, label, values: {weighting}}) =>
      weighting === undefined ? [] : {title: label, of: kind, array: weighting},
    ),
  ];
}

/** Values with a maximum above 1 divided by a number that the title states. */
export function withinOne(name: string, array: TracedArray): Pick<RowMap, 'title' | 'array'> {
  const most = array.data.reduce((one, other) => Math.max(one, other), 0);
  if (most <= 1) return {title: name, array};
  const unit = Math.ceil(10 * most) / 10;
  return {
    title: `${name} / ${unit.toFixed(1)}`,
    array: {...array, data: array.data.map((value) => value / unit)},
  };
}

/** The strengths of operations, such as pushes and pops, by channel and step. */
export interface OperationMap {
  readonly title: string;
  /** `push` and `pop`; `top push`, `top pop` and so on for a deque. */
  readonly names: readonly string[];
  /** `[steps, names]` */
  readonly values: Float32Array;
}

/** The push and pop strengths of heads; undefined if there are none. */
export function operationMap(heads: readonly HeadTrace[]): OperationMap | undefined {
  const channels = heads.flatMap(({name, values: {pushStrength, popStrength}}) => [
    ...channelOf('push', name, pushStrength),
    ...channelOf('pop', name, popStrength),
  ]);
  return operationsOf('pushes and pops', channels);
}

/** Operations by their names, `[steps]` each, as one map; undefined of none. */
export function operationsOf(
  title: string,
  channels: readonly {readonly name: string; readonly data: Float32Array}[],
): OperationMap | undefined {
  const [first] = channels;
  if (first === undefined) return undefined;
  const values = Float32Array.from(
    {length: first.data.length * channels.length},
    (_, index) => channels[index % channels.length]!.data[Math.floor(index / channels.length)]!,
  );
  return {title, names: channels.map(({name}) => name), values};
}

function channelOf(operation: string, end: string | undefined, strength: TracedArray | undefined) {
  if (strength?.shape[1] !== 1) return [];
  return [{name: end === undefined ? operation : `${end} ${operation}`, data: strength.data}];
}
