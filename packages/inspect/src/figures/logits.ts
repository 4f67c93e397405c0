/** The probabilities of a 1 that outputs before the logistic stand for: 1 / (1 + exp(−logit)). */
export function probabilities(logits: Float32Array): Float32Array {
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}

/** 1 for each bit that is predicted wrong, and 0 for others: a 1 is predicted by a logit above 0. NaN is always wrong. */
export function wrongBits(logits: Float32Array, targets: Float32Array): Float32Array {
  return logits.map((logit, index) => ((targets[index] === 1 ? logit > 0 : logit <= 0) ? 0 : 1));
}
