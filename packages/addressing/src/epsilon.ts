/**
 * The ε that keeps norms, quotients and logarithms away from zero, where their gradients are not finite: a norm is
 * √(Σ v² + ε²), a cosine has ε in its denominator, and sharpening takes the logarithm of w + ε².
 */
export const EPSILON = 1e-8;
