/** What a pretrained model is: how it was trained, and what it costs. */
export interface PretrainedCard {
  /** The task that it learned, and that task's options: what `createTask` of `@ntmjs/tasks` takes. */
  readonly task: {
    readonly name: string;
    readonly config: Readonly<Record<string, number | boolean | string>>;
  };
  /** The model in words. */
  readonly model: Readonly<Record<string, unknown>>;
  /** Where its settings are from, the seed of its weights and episodes, and how many sequences it was trained on. */
  readonly settings: string;
  readonly seed: number;
  readonly sequences: number;
  /** How it does on fresh episodes as in training, of the same seed: `evaluate` of `@ntmjs/training` gives the same. */
  readonly evaluation: {
    readonly episodes: number;
    /** Mean cross-entropy in bits a sequence. */
    readonly bits: number;
    /** Mean wrong target bits a sequence. */
    readonly wrongBits: number;
  };
}
