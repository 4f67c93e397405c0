import type {HeadTrace, TracedArray} from '../trace/episodeTrace.js';

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
