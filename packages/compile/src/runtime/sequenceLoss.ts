/**
 * Computes the gradient of the loss with respect to the outputs of one sequence.
 *
 * @param sequence the index of the sequence in the batch
 * @param outputs of the batch, `[batch, steps, units]`; only those of sequences that have run, this one included, are valid
 * @param gradient `[batch, steps, units]`: the sequence's part is to be filled in
 */
export type LossGradient = (sequence: number, outputs: Float32Array, gradient: Float32Array) => void;

/**
 * The cross-entropy of binary targets y under logits z, the outputs, with a weight m of each step, averaged over the batch:
 *
 *     L = 1/B Σ_{b,t} m_{b,t} Σ_j [softplus(z_{b,t,j}) − z_{b,t,j} y_{b,t,j}],   ∂L/∂z = m (σ(z) − y) / B
 */
export interface BinaryCrossEntropy {
  readonly type: 'binaryCrossEntropy';
  /** y, 0 or 1, `[batch, steps, units]` */
  readonly targets: Float32Array;
  /** m, `[batch, steps]`: 0 where the outputs do not count */
  readonly weights: Float32Array;
}

/**
 * How far outputs are from the targets of a declared loss, sequence by sequence, over the steps whose weight is not 0: `[batch]` each, to be
 * filled in.
 */
export interface SequenceMeasures {
  /** The cross-entropy in bits, whatever the weights are: Σ_{t,j} softplus(∓z_{t,j}) / ln 2, with − where y is 1. */
  readonly bits: Float64Array;
  /** How many outputs are on the wrong side: those above 0 stand for 1, all others for 0. */
  readonly wrongBits: Float64Array;
}

/** The loss of a batch: a declared one, which each thread computes by itself, or a function, which the calling thread runs. */
export type SequenceLoss = BinaryCrossEntropy | LossGradient;

/** An output that counts is NaN or infinite. */
export class NonFiniteOutput extends Error {
  override readonly name = 'NonFiniteOutput';

  constructor(readonly value: number) {
    super(`an output is ${value}`);
  }
}

export function isDeclared(loss: SequenceLoss): loss is BinaryCrossEntropy {
  return typeof loss !== 'function';
}

/**
 * The gradient of a loss for batches of so many sequences.
 *
 * @param measures of a declared loss, of which each call fills in those of its sequence; optional
 */
export function lossGradientOf(loss: SequenceLoss, batch: number, measures?: SequenceMeasures): LossGradient {
  if (!isDeclared(loss)) return loss;
  const {targets, weights} = loss;
  const [steps, units] = [weights.length / batch, targets.length / weights.length];
  return (sequence, logits, gradient) => {
    let [bits, wrongBits] = [0, 0];
    for (let row = sequence * steps; row < (sequence + 1) * steps; row++) {
      const weight = weights[row]!;
      if (weight === 0) continue;
      for (let index = row * units; index < (row + 1) * units; index++) {
        const [logit, target] = [logits[index]!, targets[index]!];
        const probability = 1 / (1 + Math.exp(-logit));
        gradient[index] = (weight * (probability - target)) / batch;
        if (measures === undefined) continue;
        const isOne = target === 1;
        bits += softplus(isOne ? -logit : logit) / Math.LN2;
        const isRight = isOne ? logit > 0 : logit <= 0;
        if (!isRight) wrongBits++;
      }
    }
    if (measures === undefined) return;
    measures.bits[sequence] = bits;
    measures.wrongBits[sequence] = wrongBits;
  };
}

/** ln (1 + eˣ), without overflow and exact at both infinities. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Throws a `NonFiniteOutput` if an output that counts in a declared loss is not finite. */
export function requireFiniteOutputs({targets, weights}: BinaryCrossEntropy, outputs: Float32Array): void {
  const units = targets.length / weights.length;
  for (let row = 0; row < weights.length; row++) {
    if (weights[row] === 0) continue;
    for (let index = row * units; index < (row + 1) * units; index++) {
      if (!Number.isFinite(outputs[index])) throw new NonFiniteOutput(outputs[index]!);
    }
  }
}
