/** The class of a one-hot row: that of its largest element. */
export function classOf(targets: Float32Array, start: number, classes: number): number {
  return targets.subarray(start, start + classes).indexOf(1);
}

/** Whether the logit of the right class is above all others: not so where another is equal, or one is NaN. */
export function isRight(logits: ArrayLike<number>, start: number, classes: number, right: number): boolean {
  for (let index = 0; index < classes; index++) {
    if (index !== right && !(logits[start + right]! > logits[start + index]!)) return false;
  }
  return true;
}
