/** A point of a run's curve. */
export interface CurvePoint {
  /** The number of training sequences. */
  readonly sequences: number;
  /** The objective, less is better. */
  readonly value: number;
}

/** A rule by which runs of a search end early, since others do better. */
export interface StoppingRule {
  /**
   * Whether a run ends at the last point of its curve.
   *
   * @param curve of the run, in the order of its sequences
   * @param others the curves of other runs, also of those that go on
   */
  stops(curve: readonly CurvePoint[], others: readonly (readonly CurvePoint[])[]): boolean;
}

/**
 * The least value of a curve up to a number of sequences, at least that of its first point, since logs are not dense; undefined if it does not
 * reach the number.
 */
export function bestUntil(curve: readonly CurvePoint[], sequences: number): number | undefined {
  const last = curve.at(-1);
  if (last === undefined || last.sequences < sequences) return undefined;
  return curve.reduce(
    (least, point) => (point.sequences <= sequences ? Math.min(least, point.value) : least),
    curve[0]!.value,
  );
}
