import type {EpisodeTrace, HeadDescription, TracedArray} from '@ntmjs/inspect';
import type {Episodes} from '@ntmjs/tasks';
import type {Choice, Origin} from '../choice.js';
import type {View} from '../view.js';

/** Which network the worker is to have. */
export interface Order {
  readonly choice: Choice;
  readonly origin: Origin;
  /** Whether what was kept of its training in this browser is forgotten; it goes on from there unless said. */
  readonly afresh?: boolean | undefined;
}

/** What a network is that is ready. */
export interface Ready {
  readonly parameters: number;
  /** How far it is trained. */
  readonly progress: Progress;
}

export interface CurvePoint {
  readonly sequences: number;
  readonly bits: number;
}

/** How training goes. */
export interface Progress {
  readonly sequences: number;
  /** Means over the last sequences; nothing before the first. */
  readonly bits?: number | undefined;
  readonly wrongBits?: number | undefined;
  readonly seconds: number;
  readonly sequencesPerSecond?: number | undefined;
  readonly engine?: string | undefined;
  readonly solvedAt?: number | undefined;
  readonly curve: readonly CurvePoint[];
  /** Tensors that tfjs holds, and their bytes. */
  readonly memory: {readonly tensors: number; readonly bytes: number};
}

/** What one episode looked like. */
export interface Picture {
  readonly view: View;
  readonly episode: Omit<Episodes, 'batch'>;
  readonly inputChannels: readonly string[];
  readonly outputChannels: readonly string[];
  /** The probabilities that the network gives to ones, `[steps, outputs]`. */
  readonly outputs: Float32Array;
  /** The same of the episode before it was changed, if it was. */
  readonly unchanged?: Float32Array | undefined;
  readonly wrongBits: number;
  readonly wrongBitsUnchanged?: number | undefined;
  /** What the memory holds after each step, `[steps, rows, width]`. */
  readonly memory?: TracedArray | undefined;
  readonly rowValues: EpisodeTrace['rowValues'];
  readonly heads: readonly PictureHead[];
  readonly account: readonly Pick<HeadDescription, 'label' | 'sentences'>[];
  readonly unusedRows: readonly number[];
  readonly trainedRows?: number | undefined;
}

export interface PictureHead {
  readonly label: string;
  readonly kind: 'read' | 'write';
  /** What it was told and did, `[steps, …]` each. */
  readonly values: EpisodeTrace['rowValues'];
}

/** How a network did on fresh episodes. */
export interface Trial {
  readonly view: Pick<View, 'difficulty' | 'rows'>;
  readonly episodes: number;
  readonly bits: number;
  readonly wrongBits: number;
  readonly worstWrongBits: number;
}

/** A model as files. */
export interface ModelFiles {
  readonly model: string;
  readonly weights: ArrayBuffer;
}

/** A file that was opened. */
export interface OpenedFile {
  readonly name: string;
  readonly content: ArrayBuffer;
}

/** What an opened model turned out to be. */
export interface Opened extends Ready {
  readonly choice: Choice;
}
