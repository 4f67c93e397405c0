/** What tfjs itself does not do, so that no layer can be asked for it. */
export interface KnownFailure {
  readonly check: string;
  /** The names of the subjects that fail; all unless given. */
  readonly subjects?: readonly string[];
  /** What the check's error says. */
  readonly message: RegExp;
  /** Why, for the table. */
  readonly reason: string;
}

/** tfjs' own layers, and those that are its `rnn` with another cell. */
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
    reason: 'the optimizers of tfjs pass over constraints: they hold for setWeights only',
  },
  {
    check: 'regularizers',
    subjects: [...references, ...compiledReferences, ...bareCells],
    message: /element 0 is 0, expected/,
    reason: 'tf.layers.rnn, lstm and gru leave out what the regularizers of their cells add to the loss',
  },
  {
    check: 'build, then apply',
    subjects: [...references, ...compiledReferences, ...bareCells],
    message: /Duplicate weight name/,
    reason: 'tf.layers.rnn, lstm and gru do not note that they were built, and are built once more',
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
    reason:
      'tf.layers.rnn, lstm and gru do not look at the shapes of initial states: an operation may, or not',
  },
  {
    check: 'errors: unknown option',
    subjects: [...references, ...compiledReferences, ...bareCells],
    message: /got a result/,
    reason: 'the classes of tfjs pass over options that they do not know',
  },
  ...['bidirectional, merge modes', 'bidirectional, fit, save', 'masking, backwards'].map((check) => ({
    check,
    subjects: ['tf.layers.rnn of lstmCell', ...bareCells],
    message: /Improper config format/,
    reason:
      'tf.layers.bidirectional cannot copy tf.layers.rnn: making the first copy spoils the config for the second',
  })),
];

/** What is known of a check on a subject. */
export function knownFailure(check: string, subject: string): KnownFailure | undefined {
  return knownFailures.find((known) => known.check === check && (known.subjects?.includes(subject) ?? true));
}
