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

/** The gradient of a loss for batches of so many sequences. */
export function lossGradientOf(loss: SequenceLoss, batch: number): LossGradient {
  if (!isDeclared(loss)) return loss;
  const {targets, weights} = loss;
  const [steps, units] = [weights.length / batch, targets.length / weights.length];
  return (sequence, logits, gradient) => {
    for (let row = sequence * steps; row < (sequence + 1) * steps; row++) {
      const weight = weights[row]!;
      if (weight === 0) continue;
      for (let index = row * units; index < (row + 1) * units; index++) {
        const probability = 1 / (1 + Math.exp(-logits[index]!));
        gradient[index] = (weight * (probability - targets[index]!)) / batch;
      }
    }
  };
}

/** Throws a `NonFiniteOutput` if an output that counts in a declared loss is not finite. */
export function requireFiniteOutputs({targets, weights}: BinaryCrossEntropy, outputs: Float32Array): void {
  const units = targets.length / weights.length;
  for (const [row, weight] of weights.entries()) {
    if (weight === 0) continue;
    for (let index = row * units; index < (row + 1) * units; index++) {
      if (!Number.isFinite(outputs[index])) throw new NonFiniteOutput(outputs[index]!);
    }
  }
}
