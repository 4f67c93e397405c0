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
  /** Its cost on fresh episodes as in training, of the same seed; `evaluate` of `@ntmjs/training` reproduces it. */
  readonly evaluation: {
    readonly episodes: number;
    /** Mean cross-entropy in bits a sequence. */
    readonly bits: number;
    /** Mean wrong target bits a sequence. */
    readonly wrongBits: number;
  };
}
