/**
 * A number in double precision that knows what it was computed from, so that gradients can be computed by reverse mode.
 *
 * @see Griewank & Walther 2008, Evaluating Derivatives, section 3.2
 */
export class Scalar {
  /** ∂ output / ∂ this, once `backward` has run. */
  gradient = 0;

  /** @param parents the numbers that this one was computed from, each with the partial derivative ∂ this / ∂ parent */
  constructor(
    readonly value: number,
    readonly parents: readonly (readonly [parent: Scalar, slope: number])[] = [],
  ) {}
}

export function sum(terms: readonly Scalar[]): Scalar {
  return new Scalar(
    terms.reduce((total, {value}) => total + value, 0),
    terms.map((term) => [term, 1]),
  );
}

export function difference(a: Scalar, b: Scalar): Scalar {
  return new Scalar(a.value - b.value, [
    [a, 1],
    [b, -1],
  ]);
}

export function product(a: Scalar, b: Scalar): Scalar {
  return new Scalar(a.value * b.value, [
    [a, b.value],
    [b, a.value],
  ]);
}

export function quotient(a: Scalar, b: Scalar): Scalar {
  const value = a.value / b.value;
  return new Scalar(value, [
    [a, 1 / b.value],
    [b, -value / b.value],
  ]);
}

export function exp(x: Scalar): Scalar {
  const value = Math.exp(x.value);
  return new Scalar(value, [[x, value]]);
}

export function log(x: Scalar): Scalar {
  return new Scalar(Math.log(x.value), [[x, 1 / x.value]]);
}

export function sqrt(x: Scalar): Scalar {
  const value = Math.sqrt(x.value);
  return new Scalar(value, [[x, 0.5 / value]]);
}

export function tanh(x: Scalar): Scalar {
  const value = Math.tanh(x.value);
  return new Scalar(value, [[x, 1 - value * value]]);
}

/** σ(x) = 1 / (1 + e^−x). */
export function sigmoid(x: Scalar): Scalar {
  const value = 1 / (1 + Math.exp(-x.value));
  return new Scalar(value, [[x, value * (1 - value)]]);
}

/** log(1 + e^x), without overflow. */
export function softplus(x: Scalar): Scalar {
  const value = Math.max(x.value, 0) + Math.log1p(Math.exp(-Math.abs(x.value)));
  return new Scalar(value, [[x, 1 / (1 + Math.exp(-x.value))]]);
}

/** Adds ∂ output / ∂ x to the gradient of every x that the output was computed from. */
export function backward(output: Scalar): void {
  const ordered: Scalar[] = [];
  const visited = new Set<Scalar>();
  const visit = (scalar: Scalar) => {
    if (visited.has(scalar)) return;
    visited.add(scalar);
    for (const [parent] of scalar.parents) visit(parent);
    ordered.push(scalar);
  };
  visit(output);
  output.gradient += 1;
  for (const scalar of ordered.reverse()) {
    for (const [parent, slope] of scalar.parents) parent.gradient += slope * scalar.gradient;
  }
}
