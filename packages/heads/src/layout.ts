import {requireList, requireObject, requirePositiveInteger, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';

/** The parts of a head's interface in their order, each with its size. */
export type Layout = Readonly<Record<string, number>>;

/** A head's interface, split into its parts: `[batch, size]` each, under the names of the layout. */
export type Parts<L extends Layout = Layout> = {readonly [Name in keyof L]: tf.Tensor2D};

/** The parts of several heads. */
type PartsOfEach<L extends readonly Layout[]> = {-readonly [Head in keyof L]: Parts<L[Head]>};

/** The sizes of a layout, in order. */
function sizesOf(argument: string, layout: Layout): number[] {
  requireObject(argument, layout, 'an object with the size of each part');
  return Object.entries(layout).map(([name, size]) => requirePositiveInteger(`${argument}.${name}`, size));
}

/** Checks that there is a part for each name, `[batch, size]` of its size; `null` stands for any. */
export function requireParts(parts: Parts, sizes: Readonly<Record<string, number | null>>): void {
  const names = Object.keys(sizes);
  requireObject('parts', parts, `an object {${names.join(', ')}}`);
  for (const name of names) {
    requireShape(`parts.${name}`, parts[name] as tf.Tensor2D, [null, sizes[name]!], '[batch, size]');
  }
}

/**
 * The total size of a layout.
 *
 * @throws ArgumentError if a size is not a positive integer
 */
export function layoutSize(layout: Layout): number {
  return sizesOf('layout', layout).reduce((sum, size) => sum + size, 0);
}

/**
 * Splits an interface vector into the parts of several heads, in one operation.
 *
 * @param interfaceVector the interfaces of all heads, concatenated, `[batch, Σ sizes]`
 * @param layouts one per head
 * @returns the parts of each head
 * @throws ArgumentError if a layout is none, or the interface vector has the wrong width
 */
export function splitInterface<const L extends readonly Layout[]>(
  interfaceVector: tf.Tensor2D,
  layouts: L,
): PartsOfEach<L> {
  requireList('layouts', layouts, 'a list of layouts');
  const sizes = layouts.flatMap((layout, head) => sizesOf(`layouts[${head}]`, layout));
  const width = sizes.reduce((sum, size) => sum + size, 0);
  requireShape('interfaceVector', interfaceVector, [null, width], '[batch, interface size]');
  const pieces = tf.split(interfaceVector, sizes, 1);
  let next = 0;
  const parts = layouts.map((layout) =>
    Object.fromEntries(Object.keys(layout).map((name) => [name, pieces[next++]])),
  );
  return parts as PartsOfEach<L>;
}
