import {ArgumentError} from '@ntmjs/arguments';
import {
  anyNumbers,
  describeOnBackends,
  distributions,
  eachSample,
  entriesAsArrays,
  entriesOf,
  expectClose,
  expectGradients,
  expectNoLeak,
  fullyLinked,
  linksAsArrays,
  linksOf,
  type OracleEntries,
  type OracleLinks,
  rowsOf,
  someLinks,
  sparselyBackward,
  sparselyForward,
  sparselyLinked,
  sparselyPreceding,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  type SparseLinks,
  sparseBackwardWeighting,
  sparseForwardWeighting,
  updateSparseLinks,
  updateSparsePrecedence,
} from './sparseLinks.js';
import {denseWeighting, type SparseWeighting} from './sparseWeighting.js';

const rows = 5;

/** A weighting of one sample. */
function weightingOf(entries: OracleEntries, count = entries.length): SparseWeighting {
  const {rowNumbers, weights} = entriesAsArrays(entries, count);
  return {rowNumbers: tf.tensor2d([rowNumbers]), weights: tf.tensor2d([weights])};
}

/** Links of one sample. */
function tensorsOf(links: OracleLinks, count: number): SparseLinks {
  const [predecessors, strengths, successors] = Object.values(linksAsArrays(links, count)).map((values) =>
    tf.tensor3d(values, [1, links.predecessors.length, count]),
  ) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  return {predecessors, strengths, successors};
}

const noLinks = (count: number, batch = 1): SparseLinks => {
  const [predecessors, strengths, successors] = Array.from({length: 3}, () =>
    tf.zeros<tf.Rank.R3>([batch, rows, count]),
  ) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  return {predecessors, strengths, successors};
};

const oneRow = (row: number) => weightingOf([[row, 1]]);

/** Links and precedence after writes one after the other, with so many links of a row. */
function after(writes: readonly SparseWeighting[], count: number) {
  let [links, precedence] = [noLinks(count), weightingOf([], count)];
  for (const written of writes) {
    links = updateSparseLinks(links, written, precedence);
    precedence = updateSparsePrecedence(precedence, written);
  }
  return {links, precedence};
}

/** All parts of links side by side, `[batch, size]`. */
const joined = (links: SparseLinks) => {
  const {predecessors, strengths, successors} = links;
  const batch = predecessors.shape[0];
  return tf.concat(
    [predecessors, strengths, successors].map((part) => tf.reshape(part, [batch, -1])),
    1,
  );
};

/** What a head may write in a step: some rows, some of them twice, with a distribution, as much of it as a gate lets through. */
const anyWrite = fc
  .tuple(
    fc.array(fc.nat(rows - 1), {minLength: 3, maxLength: 3}),
    anyNumbers(3, 0, 1),
    fc.double({min: 0, max: 1, noNaN: true}),
  )
  .map(([numbers, shares, gate]): OracleEntries => {
    const sum = shares.reduce((total, share) => total + share, 0);
    return numbers.map((row, index) => [row, sum > 1e-3 ? (gate * shares[index]!) / sum : 0]);
  });
const anyWrites = fc.array(anyWrite, {minLength: 1, maxLength: 8});

/** Twice as many rows are written as there are links. */
const someWrite = (seed: number, rowNumbers: readonly number[]): OracleEntries =>
  entriesOf(
    rowNumbers,
    distributions(seed, 1, rowNumbers.length).map((share) => Math.fround(0.8 * share)),
  );

describeOnBackends('sparse links', () => {
  test('writes in whole rows are followed forward and backward', () => {
    const {links, precedence} = after([2, 0, 3].map(oneRow), 2);
    expect(precedence.rowNumbers.arraySync()).toEqual([[3, 0]]);
    expect(precedence.weights.arraySync()).toEqual([[1, 0]]);
    const follow = (row: number, step: typeof sparseForwardWeighting) =>
      denseWeighting(step(links, oneRow(row), 1), rows).arraySync()[0];
    expect(follow(2, sparseForwardWeighting)).toEqual([1, 0, 0, 0, 0]);
    expect(follow(0, sparseForwardWeighting)).toEqual([0, 0, 0, 1, 0]);
    expect(follow(3, sparseForwardWeighting)).toEqual([0, 0, 0, 0, 0]);
    expect(follow(1, sparseForwardWeighting)).toEqual([0, 0, 0, 0, 0]);
    expect(follow(3, sparseBackwardWeighting)).toEqual([1, 0, 0, 0, 0]);
    expect(follow(0, sparseBackwardWeighting)).toEqual([0, 0, 1, 0, 0]);
    expect(follow(2, sparseBackwardWeighting)).toEqual([0, 0, 0, 0, 0]);
  });

  test('a row that is written again forgets what came before it, and keeps what came after', () => {
    const {links} = after([2, 0, 3, 0].map(oneRow), 2);
    const forward = (row: number) =>
      denseWeighting(sparseForwardWeighting(links, oneRow(row), 2), rows).arraySync()[0];
    expect(forward(2)).toEqual([0, 0, 0, 0, 0]);
    expect(forward(3)).toEqual([1, 0, 0, 0, 0]);
    expect(forward(0)).toEqual([0, 0, 0, 1, 0]);
  });

  test('a table: of the old links and the new ones the strongest are kept', () => {
    const before: OracleLinks = {
      predecessors: [
        [],
        [
          [0, 0.5],
          [2, 0.25],
        ],
        [],
        [[4, 0.5]],
        [],
      ],
      successors: [[1], [], [1], [], [3]],
    };
    // Half of row 1 is written, in two parts, after row 3 by a half and row 0 by a quarter.
    const written = weightingOf([
      [1, 0.25],
      [1, 0.25],
    ]);
    const precedence = weightingOf([
      [3, 0.5],
      [0, 0.25],
    ]);
    const links = updateSparseLinks(tensorsOf(before, 2), written, precedence);
    expect(links.predecessors.arraySync()[0]![1]).toEqual([1, 4]);
    expect(links.strengths.arraySync()[0]![1]).toEqual([0.5 * 0.5 + 0.5 * 0.25, 0.5 * 0.5]);
    expect(links.predecessors.arraySync()[0]![3]).toEqual([5, 0]);
    expect(links.successors.arraySync()).toEqual([
      [
        [2, 0],
        [0, 0],
        [2, 0],
        [2, 0],
        [4, 0],
      ],
    ]);
    const after = updateSparsePrecedence(precedence, written);
    expect(after.rowNumbers.arraySync()).toEqual([[1, 3]]);
    expect(after.weights.arraySync()).toEqual([[0.5, 0.25]]);
    // Row 2 is on the list of row 1 no more: what still lists it as the row after leads nowhere.
    const forward = sparseForwardWeighting(links, oneRow(2), 2);
    expect(forward.weights.arraySync()).toEqual([[0, 0]]);
  });

  test('a step that writes nothing changes nothing', () => {
    const nothing = weightingOf([
      [2, 0],
      [4, 0],
    ]);
    const [before, later] = [[2, 0].map(oneRow), [oneRow(2), oneRow(0), nothing]].map((writes) =>
      after(writes, 2),
    );
    expect(joined(later!.links).arraySync()).toEqual(joined(before!.links).arraySync());
    for (const part of ['rowNumbers', 'weights'] as const) {
      expect(later!.precedence[part].arraySync()).toEqual(before!.precedence[part].arraySync());
    }
  });

  test('with room for all rows, links, forward and backward weightings are those of the whole matrix', () => {
    fc.assert(
      fc.property(anyWrites, anyWrite, (writes, read) => {
        tf.tidy(() => {
          const {links, precedence} = after(
            writes.map((write) => weightingOf(write)),
            rows,
          );
          let matrix = Array.from({length: rows}, () => new Array<number>(rows).fill(0));
          let before = new Array<number>(rows).fill(0);
          const dense = (entries: OracleEntries) => {
            const weights = new Array<number>(rows).fill(0);
            for (const [row, weight] of entries) weights[row]! += weight;
            return weights;
          };
          for (const written of writes.map(dense)) {
            matrix = fullyLinked(matrix, written, before);
            const kept = 1 - written.reduce((sum, weight) => sum + weight, 0);
            before = before.map((weight, row) => kept * weight + written[row]!);
          }
          expectClose(denseWeighting(precedence, rows), before);
          const weights = dense(read);
          const forward = matrix.map((values) =>
            values.reduce((sum, value, j) => sum + value * weights[j]!, 0),
          );
          const backward = weights.map((_, j) =>
            matrix.reduce((sum, values, i) => sum + values[j]! * weights[i]!, 0),
          );
          const found = [sparseForwardWeighting, sparseBackwardWeighting].map((step) =>
            denseWeighting(step(links, weightingOf(read), rows), rows),
          );
          expectClose(found[0]!, forward);
          expectClose(found[1]!, backward);
          const each = Array.from({length: rows}, (_, i) => sparseBackwardWeighting(links, oneRow(i), rows));
          expectClose(tf.concat(each.map((row) => denseWeighting(row, rows))), matrix.flat());
        });
      }),
      {numRuns: 25},
    );
  });

  test('many steps are those of the oracle, with two links of a row, for two samples', () => {
    const [count, written] = [2, 4];
    let links = noLinks(count, 2);
    let precedence: SparseWeighting = {rowNumbers: tf.zeros([2, count]), weights: tf.zeros([2, count])};
    const empty: [][] = Array.from({length: rows}, () => []);
    const expected = Array.from({length: 2}, () => ({
      links: {predecessors: empty, successors: empty} as OracleLinks,
      precedence: [] as OracleEntries,
    }));
    for (let time = 0; time < 12; time++) {
      const writes = expected.map((_, sample) =>
        someWrite(10 * time + sample, uniformNumbers(100 * time + sample, written, 0, rows).map(Math.floor)),
      );
      const [rowNumbers, weights] = (['rowNumbers', 'weights'] as const).map((part) =>
        tf.tensor2d(writes.map((write) => entriesAsArrays(write, written)[part])),
      ) as [tf.Tensor2D, tf.Tensor2D];
      links = updateSparseLinks(links, {rowNumbers, weights}, precedence);
      precedence = updateSparsePrecedence(precedence, {rowNumbers, weights});
      for (const [index, sample] of expected.entries()) {
        sample.links = sparselyLinked(sample.links, writes[index]!, sample.precedence, count);
        sample.precedence = sparselyPreceding(sample.precedence, writes[index]!, count);
      }
      expectClose(
        joined(links),
        expected.flatMap((sample) => Object.values(linksAsArrays(sample.links, count)).flat()),
      );
      const parts = expected.map((sample) => entriesAsArrays(sample.precedence, count));
      expect([...precedence.rowNumbers.dataSync()]).toEqual(parts.flatMap(({rowNumbers}) => rowNumbers));
      expectClose(
        precedence.weights,
        parts.flatMap(({weights}) => weights),
      );
    }
  });

  test.each([1, 2])('have the gradients of the oracle, for %i samples', (batch) => {
    const count = 2;
    const all = Array.from({length: batch}, (_, sample) =>
      linksAsArrays(someLinks(7 + sample, rows, count), count),
    );
    const part = (name: 'predecessors' | 'strengths' | 'successors') => all.flatMap((links) => links[name]);
    const perSample = (values: readonly number[]) =>
      Array.from({length: batch}, (_, sample) => values.map((row) => (row + sample) % rows)).flat();
    const [written, preceding, read] = [
      [3, 1, 3, 0],
      [1, 4],
      [2, 0, 4, 2],
    ].map(perSample) as [number[], number[], number[]];
    const shape = [batch, rows, count];
    const numbers = (values: readonly number[]) => tf.tensor2d([...values], [batch, values.length / batch]);
    const linksWith = (strengths: tf.Tensor) => ({
      predecessors: tf.tensor3d(part('predecessors'), shape as [number, number, number]),
      strengths: strengths as tf.Tensor3D,
      successors: tf.tensor3d(part('successors'), shape as [number, number, number]),
    });
    const strengths = {shape, values: part('strengths')};
    const weights = (seed: number, values: readonly number[]) => ({
      shape: [batch, values.length / batch],
      values: distributions(seed, batch, values.length / batch).map((share) => 0.8 * share),
    });
    const weighting = (rowNumbers: readonly number[], values: tf.Tensor) => ({
      rowNumbers: numbers(rowNumbers),
      weights: values as tf.Tensor2D,
    });
    const arrays = (weighting: SparseWeighting) => tf.concat([weighting.rowNumbers, weighting.weights], 1);
    /** Of arrays of constants, then those that are differentiated. */
    const oracle = (constants: number[][], sample: (...parts: number[][]) => number[]) => {
      const each = eachSample(batch, sample);
      return (...inputs: number[][]) => each(...constants, ...inputs);
    };
    const lists = [part('predecessors'), part('successors')];
    const flat = (entries: OracleEntries, size: number) =>
      Object.values(entriesAsArrays(entries, size)).flat();

    expectGradients({
      op: (N: tf.Tensor, w: tf.Tensor, p: tf.Tensor) =>
        joined(updateSparseLinks(linksWith(N), weighting(written, w), weighting(preceding, p))),
      oracle: oracle([...lists, written, preceding], (before, next, writes, from, N, w, p) => {
        const links = linksOf({predecessors: before!, strengths: N!, successors: next!}, count);
        const linked = sparselyLinked(links, entriesOf(writes!, w!), entriesOf(from!, p!), count);
        return Object.values(linksAsArrays(linked, count)).flat();
      }),
      inputs: [strengths, weights(1, written), weights(2, preceding)],
    });
    expectGradients({
      op: (p: tf.Tensor, w: tf.Tensor) =>
        arrays(updateSparsePrecedence(weighting(preceding, p), weighting(written, w))),
      oracle: oracle([written, preceding], (writes, from, p, w) =>
        flat(sparselyPreceding(entriesOf(from!, p!), entriesOf(writes!, w!), count), count),
      ),
      inputs: [weights(2, preceding), weights(1, written)],
    });
    for (const [step, follow] of [
      [sparseForwardWeighting, sparselyForward],
      [sparseBackwardWeighting, sparselyBackward],
    ] as const) {
      expectGradients({
        op: (N: tf.Tensor, w: tf.Tensor) => arrays(step(linksWith(N), weighting(read, w), 3)),
        oracle: oracle([...lists, read], (before, next, from, N, w) => {
          const links = linksOf({predecessors: before!, strengths: N!, successors: next!}, count);
          return flat(follow(links, entriesOf(from!, w!), 3), 3);
        }),
        inputs: [strengths, weights(3, read)],
      });
    }
  });

  test('leave no tensor behind', () => {
    const links = tensorsOf(someLinks(1, rows, 2), 2);
    const [written, precedence] = [someWrite(1, [3, 0, 3]), someWrite(2, [1, 4])].map((entries) =>
      weightingOf(entries),
    ) as [SparseWeighting, SparseWeighting];
    expectNoLeak(() => ({...updateSparseLinks(links, written, precedence)}), 40);
    expectNoLeak(() => ({...updateSparsePrecedence(precedence, written)}), 40);
    expectNoLeak(() => ({...sparseForwardWeighting(links, written, 2)}), 40);
    expectNoLeak(() => ({...sparseBackwardWeighting(links, written, 2)}), 40);
    const gradient = tf.grad((strengths) => {
      const before = {...links, strengths: strengths as tf.Tensor3D};
      const after = updateSparseLinks(before, written, precedence);
      const [forward, backward] = [sparseForwardWeighting, sparseBackwardWeighting].map(
        (step) => step(after, written, 2).weights,
      );
      return tf.add(forward!, backward!);
    });
    expectNoLeak(() => gradient(links.strengths), 40);
  });
});

describe('what is always so', () => {
  useBackend('cpu');

  test('rows of links sum to 1 at most, none is linked to itself, and only what is written changes', () => {
    const count = 2;
    fc.assert(
      fc.property(anyWrites, (writes) => {
        tf.tidy(() => {
          let [links, precedence] = [noLinks(count), weightingOf([], count)];
          for (const write of writes) {
            const written = weightingOf(write);
            const next = updateSparseLinks(links, written, precedence);
            const before = [...precedence.rowNumbers.dataSync()];
            const lists = (part: tf.Tensor3D) => rowsOf(part.dataSync(), count);
            const strengths = lists(next.strengths);
            for (const [row, predecessors] of lists(next.predecessors).entries()) {
              expect(predecessors).not.toContain(row + 1);
              expect(Math.min(...strengths[row]!)).toBeGreaterThanOrEqual(-1e-6);
              expect(strengths[row]!.reduce((sum, link) => sum + link, 0)).toBeLessThanOrEqual(1 + 1e-5);
              if (!write.some(([other]) => other === row)) {
                expect(predecessors).toEqual(lists(links.predecessors)[row]);
                expect(strengths[row]).toEqual(lists(links.strengths)[row]);
              }
              if (!before.includes(row)) {
                expect(lists(next.successors)[row]).toEqual(lists(links.successors)[row]);
              }
            }
            precedence = updateSparsePrecedence(precedence, written);
            expect(tf.sum(precedence.weights).dataSync()[0]).toBeLessThanOrEqual(1 + 1e-5);
            links = next;
          }
        });
      }),
      {numRuns: 25},
    );
  });
});

describe('a wrong argument is named', () => {
  useBackend('cpu');
  const zeros = (...shape: number[]) => tf.zeros(shape);
  const weighting = (numbers: number[], weights = numbers) =>
    ({rowNumbers: zeros(...numbers), weights: zeros(...weights)}) as never;
  const links = (predecessors: number[], strengths = predecessors, successors = predecessors) =>
    ({
      predecessors: zeros(...predecessors),
      strengths: zeros(...strengths),
      successors: zeros(...successors),
    }) as never;
  const [right, good] = [() => links([2, 5, 3]), () => weighting([2, 4])];

  test.each([
    [
      () => updateSparsePrecedence(null as never, good()),
      'previousPrecedence must be an object {rowNumbers, weights}, got null',
    ],
    [
      () => updateSparsePrecedence(weighting([2, 4], [2, 3]), good()),
      'previousPrecedence.weights must be a tensor of shape [batch, entries] = [2, 4], got a tensor of shape [2, 3]',
    ],
    [
      () => updateSparsePrecedence(good(), weighting([1, 4])),
      'writeWeighting.rowNumbers must be a tensor of shape [batch, entries] = [2, ?], got a tensor of shape [1, 4]',
    ],
    [
      () => updateSparseLinks(7 as never, good(), good()),
      'previousLinks must be an object {predecessors, strengths, successors}, got 7',
    ],
    [
      () => updateSparseLinks(links([2, 5]), good(), good()),
      'previousLinks.predecessors must be a tensor of shape [batch, rows, links of a row] = [?, ?, ?], got a tensor of shape [2, 5]',
    ],
    [
      () => updateSparseLinks(links([2, 5, 3], [2, 5, 4]), good(), good()),
      'previousLinks.strengths must be a tensor of shape [batch, rows, links of a row] = [2, 5, 3], got a tensor of shape [2, 5, 4]',
    ],
    [
      () => updateSparseLinks(links([2, 5, 3], [2, 5, 3], [2, 4, 3]), good(), good()),
      'previousLinks.successors must be a tensor of shape [batch, rows, links of a row] = [2, 5, 3], got a tensor of shape [2, 4, 3]',
    ],
    [
      () => updateSparseLinks(right(), weighting([3, 4]), good()),
      'writeWeighting.rowNumbers must be a tensor of shape [batch, entries] = [2, ?], got a tensor of shape [3, 4]',
    ],
    [
      () => updateSparseLinks(right(), good(), weighting([2])),
      'previousPrecedence.rowNumbers must be a tensor of shape [batch, entries] = [2, ?], got a tensor of shape [2]',
    ],
    [
      () => sparseForwardWeighting(right(), weighting([1, 4]), 1),
      'readWeighting.rowNumbers must be a tensor of shape [batch, entries] = [2, ?], got a tensor of shape [1, 4]',
    ],
    [() => sparseForwardWeighting(right(), good(), 13), 'count must be an integer at most 12, got 13'],
    [
      () => sparseBackwardWeighting({...(right() as object), strengths: undefined} as never, good(), 1),
      'links.strengths must be a tensor of shape [batch, rows, links of a row] = [2, 5, 3], got undefined',
    ],
    [() => sparseBackwardWeighting(right(), good(), 0.5), 'count must be a positive integer, got 0.5'],
  ])('%#', (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});
