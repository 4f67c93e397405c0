import type {EvaluationResult} from '@ntmjs/report';
import type {ProcessIdentity} from '@ntmjs/training/runs';
import type {Logged} from '../config/objective.js';
import type {RunDescription} from './plannedRun.js';

/** How far a run is at the end of a part of its training. */
export interface Reached {
  /** The number of training sequences. */
  readonly sequences: number;
  /** Seconds of training. */
  readonly seconds: number;
  readonly solvedAt?: {readonly sequences: number; readonly seconds: number} | undefined;
  /** The log of its training, of at most some hundred lines. */
  readonly log: readonly Logged[];
}

/** What a run gave that was trained to its end. */
export interface RunResult extends RunDescription, Reached {
  readonly id: string;
  /** The number of the attempt, and with it the name of the folder that has the trained model. */
  readonly attempt: number;
  /** `solved`: training ended since the task was solved; `budget`: all sequences are used up. */
  readonly reason: 'solved' | 'budget';
  /** In the order of the evaluation: the first is at the difficulty of training. */
  readonly results: readonly EvaluationResult[];
  /** The number of trained parameters. */
  readonly parameters: number;
  /** The machine that trained it, in words. */
  readonly machine: string;
  /** The SHA-256 of the trained weights, one after another as float32. */
  readonly weights: string;
}

/** An attempt to train a run, or to go on with its training, as it says of itself. */
export interface AttemptRecord {
  /** The fencing number: 1 for the first, and greater than that of all before. */
  readonly attempt: number;
  /** The process that works on it. */
  readonly holder: ProcessIdentity;
  /** When it began, in ISO 8601. */
  readonly since: string;
  /** Grows while the process is alive. */
  readonly renewals: number;
  /** Whether nothing works on it any more. */
  readonly ended: boolean;
  readonly reached?: Reached | undefined;
  readonly failed?: Failure | undefined;
}

/** Why an attempt failed. */
export interface Failure {
  readonly reason: string;
  /** Whether another attempt would fail as this one did, such as after a number that is not finite. */
  readonly final: boolean;
  /** Whether a number of its training was not finite. */
  readonly nonFinite?: true | undefined;
}
