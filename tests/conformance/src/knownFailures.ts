/** Limits of tfjs itself, which no layer can be expected to overcome. */
export interface KnownFailure {
  readonly check: string;
  /** The names of the subjects that fail; defaults to all. */
  readonly subjects?: readonly string[];
  /** What the check's error says. */
  readonly message: RegExp;
  /** The reason, for the table. */
  readonly reason: string;
}

/** The layers of tfjs, and its `rnn` with other cells. */
const references = ['tf.layers.lstm', 'tf.layers.gru', 'tf.layers.rnn of lstmCell'];
const compiledReferences = ['tf.layers.lstm, compiled'];
const bareCells = ['MemoryAugmentedCell', 'LstmBaselineCell', 'FeedforwardCell', 'StackedLstmCell'].map(
  (cell) => `rnn of ${cell}`,
);

export const knownFailures: readonly KnownFailure[] = [
  {
    check: 'sample weights',
    message: /sample weight is not supported yet/,
    reason: 'tfjs has no sample weights',
  },
  {
    check: 'constraints, fit',
    message: /is not negative: it does not/,
    reason: 'the optimizers of tfjs ignore constraints: only setWeights applies them',
  },
  {
    check: 'regularizers',
    subjects: [...references, ...compiledReferences, ...bareCells],
    message: /element 0 is 0, expected/,
    reason: 'tf.layers.rnn, lstm and gru ignore the regularizers of their cells',
  },
  {
    check: 'build, then apply',
    subjects: [...references, ...compiledReferences, ...bareCells],
    message: /Duplicate weight name/,
    reason: 'tf.layers.rnn, lstm and gru do not record that they were built, and are built again',
  },
  {
    check: 'dropout, no leak',
    subjects: ['tf.layers.lstm', 'tf.layers.gru'],
    message: /tensors left by a layer that was disposed/,
    reason: 'tf.layers.lstm and gru keep the masks of the last sequence',
  },
  {
    check: 'errors: initialState',
    subjects: [...references, ...bareCells],
    message: /matMul|broadcast|concat|got a result|input must be/,
    reason: 'tf.layers.rnn, lstm and gru do not check the shapes of initial states',
  },
  {
    check: 'errors: unknown option',
    subjects: [...references, ...compiledReferences, ...bareCells],
    message: /got a result/,
    reason: 'the classes of tfjs ignore unknown options',
  },
  ...['bidirectional, merge modes', 'bidirectional, fit, save', 'masking, backwards'].map((check) => ({
    check,
    subjects: ['tf.layers.rnn of lstmCell', ...bareCells],
    message: /Improper config format/,
    reason:
      'tf.layers.bidirectional cannot copy tf.layers.rnn: making the first copy spoils the config for the second',
  })),
];

/** The known failure of a check on a subject. */
export function knownFailure(check: string, subject: string): KnownFailure | undefined {
  return knownFailures.find((known) => known.check === check && (known.subjects?.includes(subject) ?? true));
}
