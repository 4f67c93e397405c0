/**
 * The cross-entropy of a binary target y under a logit z. Losses and metrics derive from this definition:
 *
 *     L(z, y) = −y ln σ(z) − (1 − y) ln (1 − σ(z)) = softplus(z) − z y
 *
 * where σ is the logistic and softplus(x) = ln (1 + eˣ). For a target of 0 or 1, softplus(z) − z y = softplus(±z).
 */

/** ln (1 + eˣ), without overflow and exact at both infinities. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * The cross-entropy of one target bit, −ln of the probability that the logistic of the logit gives to the target. Exact at large
 * logits, infinite ones included: the logistic is never formed.
 *
 * @param target 0 or 1
 * @returns nats ≥ 0
 */
export function binaryCrossEntropy(logit: number, target: number): number {
  return softplus(target === 1 ? -logit : logit);
}
