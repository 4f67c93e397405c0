import type {EpisodeTrace, HeadDescription, TracedArray} from '@ntmjs/inspect';
import type {Episodes} from '@ntmjs/tasks';
import type {Choice, Origin} from '../choice.js';
import type {View} from '../view.js';

/** Asks the worker to load a network. */
export interface StartRequest {
  readonly choice: Choice;
  readonly origin: Origin;
  /** Whether to delete the training that this browser saved for it; defaults to false, which resumes it. */
  readonly reset?: boolean | undefined;
}

/** A network that is ready. */
export interface NetworkInfo {
  /** The number of trainable parameters. */
  readonly parameters: number;
  readonly progress: Progress;
}

export interface CurvePoint {
  readonly sequences: number;
  readonly bits: number;
}

/** The progress of training. */
export interface Progress {
  readonly sequences: number;
  /** Means over the last 1000 sequences; undefined before the first. */
  readonly bits?: number | undefined;
  readonly wrongBits?: number | undefined;
  readonly seconds: number;
  readonly sequencesPerSecond?: number | undefined;
  readonly engine?: string | undefined;
  readonly solvedAt?: number | undefined;
  readonly curve: readonly CurvePoint[];
  /** Number and size of the tensors that tfjs holds. */
  readonly memory: {readonly tensors: number; readonly bytes: number};
}

/** One episode, and what the network did in it. */
export interface EpisodeResult {
  readonly view: View;
  readonly episode: Omit<Episodes, 'batch'>;
  readonly inputChannels: readonly string[];
  readonly outputChannels: readonly string[];
  /** The predicted probabilities of ones, `[steps, outputs]`. */
  readonly outputs: Float32Array;
  /** The same for the unedited episode, if the episode is edited. */
  readonly unchanged?: Float32Array | undefined;
  readonly wrongBits: number;
  readonly wrongBitsUnchanged?: number | undefined;
  /** The memory after each step, `[steps, rows, width]`. */
  readonly memory?: TracedArray | undefined;
  readonly rowValues: EpisodeTrace['rowValues'];
  readonly heads: readonly HeadResult[];
  readonly headDescriptions: readonly Pick<HeadDescription, 'label' | 'sentences'>[];
  readonly unusedRows: readonly number[];
  readonly trainedRows?: number | undefined;
}

export interface HeadResult {
  readonly label: string;
  readonly kind: 'read' | 'write';
  /** Its parameters and results, `[steps, …]` each. */
  readonly values: EpisodeTrace['rowValues'];
}

/** The result of an evaluation on fresh episodes. */
export interface Evaluation {
  readonly view: Pick<View, 'difficulty' | 'rows'>;
  readonly episodes: number;
  readonly bits: number;
  readonly wrongBits: number;
  readonly worstWrongBits: number;
}

/** The contents of a model's files. */
export interface ModelFiles {
  readonly model: string;
  readonly weights: ArrayBuffer;
}

/** A file that the user opened. */
export interface OpenedFile {
  readonly name: string;
  readonly content: ArrayBuffer;
}

/** A network that was opened from files, and the choice that matches it. */
export interface OpenedNetwork extends NetworkInfo {
  readonly choice: Choice;
}
