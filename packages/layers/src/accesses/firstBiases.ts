import {ArgumentError, requireKeys, requireNumber} from '@ntmjs/arguments';
import type {Layout} from '@ntmjs/heads';

/** The initial biases of parts of the interface vector, before their activation, by the name of the part. */
export type FirstBiases<Part extends string = string> = {readonly [Name in Part]?: number | undefined};

/**
 * Checks initial biases.
 *
 * @param parts the names of the parts that may have one
 * @returns `{firstBiases}` with those that are given, or an empty object
 * @throws ArgumentError if a name is unknown or a bias no finite number
 */
export function resolveFirstBiases<Part extends string>(
  biases: FirstBiases<Part> | undefined | null,
  parts: readonly Part[],
): {readonly firstBiases?: FirstBiases<Part>} {
  if (biases === undefined || biases === null) return {};
  requireKeys('firstBiases', biases, parts);
  const given = parts.filter((part) => biases[part] !== undefined && biases[part] !== null);
  const checked = given.map((part) => [part, requireNumber(`firstBiases.${part}`, biases[part])]);
  return {firstBiases: Object.fromEntries(checked)};
}

/**
 * The initial bias of a whole interface vector. The bias of a part is added to each of its elements; that of `shiftWeights` only to the
 * middle one, which stands for no shift, since a softmax ignores what is added to all.
 *
 * @param layouts of each head
 * @returns `[interfaceSize]`; undefined if `biases` is
 * @throws ArgumentError if no head has a part that has a bias
 */
export function interfaceBias(
  layouts: readonly Layout[],
  biases: FirstBiases | undefined,
): readonly number[] | undefined {
  if (biases === undefined) return undefined;
  for (const [part, bias] of Object.entries(biases)) {
    if (layouts.some((layout) => Object.hasOwn(layout, part))) continue;
    throw new ArgumentError(`firstBiases.${part}`, `omitted, since no head has this part`, bias);
  }
  return layouts.flatMap((layout) =>
    Object.entries(layout).flatMap(([part, size]) => {
      const bias = biases[part] ?? 0;
      const isBiased = (index: number) => part !== 'shiftWeights' || index === (size - 1) / 2;
      return Array.from({length: size}, (_, index) => (isBiased(index) ? bias : 0));
    }),
  );
}
