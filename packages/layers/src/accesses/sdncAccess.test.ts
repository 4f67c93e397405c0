import {denseWeighting} from '@ntmjs/addressing';
import {
  describeOnBackends,
  distributions,
  eachSample,
  entriesOf,
  expectClose,
  expectGradients,
  expectNoLeak,
  linksAsArrays,
  linksOf,
  rowsOf,
  someLinks,
  uniformNumbers,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import type {HeadActivity, TensorRecord} from '../access.js';
import {denseSdncStep, firstDenseSdncState} from '../fixtures/sdncDenseOracle.js';
import {firstSdncState, flattened, type SdncOracleArgs, sdncStep} from '../fixtures/sdncOracle.js';
import {SdncAccess} from './sdncAccess.js';

const [rows, width] = [6, 3];
/** Of the write head, and of a read head. */
const [writePart, readPart] = [width + 2, width + 4];
const contents = Array.from({length: rows}, () => new Array<number>(width).fill(Math.fround(1e-6)));

/** An access, and what the oracle must know of it. */
function both(readHeads: number, rowsRead: number, links: number, options: Partial<SdncOracleArgs> = {}) {
  const args: SdncOracleArgs = {
    width,
    readHeads,
    rowsRead,
    links,
    accessThreshold: 0.005,
    vectorActivation: 'linear',
    ...options,
  };
  const {width: _, ...rest} = args;
  return {args, access: new SdncAccess({memory: {rows, width}, ...rest})};
}

/** Reads and state side by side, `[batch, size]`. */
function joined(step: {reads: tf.Tensor2D; state: TensorRecord}): tf.Tensor2D {
  const batch = step.reads.shape[0];
  return tf.concat(
    [step.reads, ...Object.values(step.state)].map((part) => tf.reshape(part, [batch, -1])),
    1,
  ) as tf.Tensor2D;
}

/** The parts of a state that are constants for gradients, flat, for some samples; no two rows were accessed in the same step. */
function constantsOf(batch: number, {readHeads, rowsRead, links}: SdncOracleArgs) {
  const perSample = (values: (sample: number) => readonly number[]) =>
    Array.from({length: batch}, (_, sample) => values(sample)).flat();
  const linked = (name: 'predecessors' | 'successors') =>
    perSample((sample) => linksAsArrays(someLinks(5 + sample, rows, links), links)[name]);
  return {
    lastAccess: perSample((sample) => [4, 9, 2, 7, 5, 3].map((last) => last + sample)),
    time: perSample((sample) => [10 + sample]),
    predecessors: linked('predecessors'),
    successors: linked('successors'),
    precedenceRows: perSample((sample) =>
      Array.from({length: links}, (_, entry) => (entry + 2 + sample) % rows),
    ),
    ...Object.fromEntries(
      Array.from({length: readHeads}, (_, head) => [
        `readRows${head}`,
        perSample((sample) =>
          Array.from({length: 3 * rowsRead}, (_, entry) => (5 * entry + head + sample) % rows),
        ),
      ]),
    ),
  };
}

/** An interface vector, and the parts of a state that have gradients; the weights of the previous reads sum to `readSum`. */
function inputsOf(batch: number, {readHeads, rowsRead, links}: SdncOracleArgs, readSum = 0.9) {
  const interfaceSize = writePart + readHeads * readPart;
  return {
    interfaceVector: {
      shape: [batch, interfaceSize],
      values: uniformNumbers(1, batch * interfaceSize, -2, 2),
    },
    memory: {shape: [batch, rows, width], values: uniformNumbers(2, batch * rows * width)},
    strengths: {
      shape: [batch, rows, links],
      values: Array.from(
        {length: batch},
        (_, sample) => linksAsArrays(someLinks(5 + sample, rows, links), links).strengths,
      ).flat(),
    },
    precedence: {
      shape: [batch, links],
      values: distributions(3, batch, links).map((share) => 0.9 * share),
    },
    ...Object.fromEntries(
      Array.from({length: readHeads}, (_, head) => [
        `readWeights${head}`,
        {
          shape: [batch, 3 * rowsRead],
          values: distributions(4 + head, batch, 3 * rowsRead).map((share) => readSum * share),
        },
      ]),
    ),
  };
}

/** The tensors of a state, from its parts in any order. */
function stateOf(access: SdncAccess, batch: number, parts: Readonly<Record<string, number[] | tf.Tensor>>) {
  return Object.fromEntries(
    Object.entries(access.stateShapes).map(([name, shape]) => {
      const part = parts[name]!;
      return [name, Array.isArray(part) ? tf.tensor(part, [batch, ...shape]) : part];
    }),
  );
}

/** The state of the oracle of one sample, from its parts, flat. */
function oracleState(parts: Readonly<Record<string, number[]>>, {links, readHeads}: SdncOracleArgs) {
  const {memory, lastAccess, time, predecessors, strengths, successors, precedenceRows, precedence} = parts;
  return {
    memory: rowsOf(memory!, width),
    lastAccess: lastAccess!,
    time: time![0]!,
    ...linksOf({predecessors: predecessors!, strengths: strengths!, successors: successors!}, links),
    precedence: entriesOf(precedenceRows!, precedence!),
    lastReads: Array.from({length: readHeads}, (_, head) =>
      entriesOf(parts[`readRows${head}`]!, parts[`readWeights${head}`]!),
    ),
  };
}

describeOnBackends('a step of SdncAccess', () => {
  test.each<[number, number, number, number, Partial<SdncOracleArgs> & {readonly readSum?: number}]>([
    [1, 1, 1, 1, {}],
    [2, 1, 2, 3, {vectorActivation: 'tanh'}],
    [1, 2, 2, 2, {accessThreshold: 0.3}],
    [1, 1, 3, 2, {readSum: 4}],
  ])(
    'has values and gradients of the oracle: %i samples, %i heads, %i rows read, %i links, %j',
    (batch, readHeads, rowsRead, links, {readSum, ...options}) => {
      const {access, args} = both(readHeads, rowsRead, links, options);
      const constants = constantsOf(batch, args);
      const inputs = inputsOf(batch, args, readSum);
      const names = Object.keys(inputs);
      const take = (...tensors: tf.Tensor[]) => {
        const parts = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
        return access.step(
          parts.interfaceVector as tf.Tensor2D,
          stateOf(access, batch, {...constants, ...parts}),
        );
      };
      const sample = eachSample(batch, (...all) => {
        const parts = Object.fromEntries(
          [...Object.keys(constants), ...names].map((name, index) => [name, all[index]!]),
        );
        const {reads, state} = sdncStep(parts.interfaceVector!, oracleState(parts, args), args);
        return [...reads, ...flattened(state, args)];
      });
      expectGradients({
        op: (...tensors: tf.Tensor[]) => joined(take(...tensors)),
        oracle: (...values) => sample(...Object.values(constants), ...values),
        inputs: Object.values(inputs),
      });
      const {heads} = take(...Object.values(inputs).map(({values, shape}) => tf.tensor(values, shape)));
      const forward = tf.max(tf.sum(heads[1]!.values.forwardWeighting!, 1)).dataSync()[0]!;
      if (readSum === undefined) expect(forward).toBeLessThan(0.99);
      else expect(forward).toBeCloseTo(1, 5);
    },
  );

  test.each([
    [1, 1, 1, 0.005],
    [1, 2, 3, 0.005],
    [2, 3, 2, 0.4],
    [3, 2, 4, 0.005],
    [1, 2, 2 * rows, 0.005],
  ])(
    'many steps from the initial state are those of the oracle: %i heads, %i rows read, %i links, δ %d',
    (readHeads, rowsRead, links, accessThreshold) => {
      const {access, args} = both(readHeads, rowsRead, links, {accessThreshold});
      let state = access.initialState(1, {});
      let expected = firstSdncState(contents, args);
      expectClose(joined({reads: tf.zeros([1, 0]), state}), flattened(expected, args));
      for (let time = 0; time < 12; time++) {
        const interfaceVector = uniformNumbers(100 + time, access.interfaceSize, -3, 3).map(Math.fround);
        const step = access.step(tf.tensor2d([interfaceVector]), state);
        const oracle = sdncStep(interfaceVector, expected, args);
        expectClose(joined(step), [...oracle.reads, ...flattened(oracle.state, args)], {absolute: 1e-5});
        [state, expected] = [step.state, oracle.state];
      }
    },
  );

  test('with all rows read and linked it is dense: a whole link matrix, and weightings of all rows', () => {
    const {access, args} = both(2, rows, rows);
    let state = access.initialState(1, {});
    let expected = firstDenseSdncState(contents, args);
    for (let time = 0; time < 8; time++) {
      const interfaceVector = uniformNumbers(100 + time, access.interfaceSize, -3, 3).map(Math.fround);
      const step = access.step(tf.tensor2d([interfaceVector]), state);
      const oracle = denseSdncStep(interfaceVector, expected, args);
      [state, expected] = [step.state, oracle.state];
      expectClose(step.reads, oracle.reads, {absolute: 1e-5});
      expectClose(state.memory!, expected.memory.flat(), {absolute: 1e-5});
      const {precedenceRows, precedence, strengths, predecessors} = state;
      const dense = (rowNumbers: tf.Tensor, weights: tf.Tensor) =>
        denseWeighting({rowNumbers: rowNumbers as tf.Tensor2D, weights: weights as tf.Tensor2D}, rows);
      expectClose(dense(precedenceRows!, precedence!), expected.precedence);
      // Where there is no link, the number is −1 here and the strength 0.
      const columns = tf.sub(tf.squeeze(predecessors!, [0]), 1);
      expectClose(dense(columns, tf.squeeze(strengths!, [0])), expected.links.flat());
      for (const [head, weighting] of expected.readWeightings.entries()) {
        expectClose(step.heads[1 + head]!.values.weighting!, weighting, {absolute: 1e-5});
        expectClose(dense(state[`readRows${head}`]!, state[`readWeights${head}`]!), weighting, {
          absolute: 1e-5,
        });
      }
      expect([...state.lastAccess!.dataSync()]).toEqual(expected.lastAccess);
    }
  });

  test('the weights of a head that goes back and forth sum to 1 at most, where links branch', () => {
    const {access, args} = both(1, 3, 4);
    const [backward, forward, content] = [
      [9, 0, 0],
      [0, 9, 0],
      [0, 0, 9],
    ] as const;
    const branching = [5, 0, 0];
    const leaves = [
      [0, 5, 0],
      [0, 0, 5],
      [0, 4, 4],
    ];
    // The write gate, the interpolation gate, then the key and its strength.
    const vector = (add: number[], gates: number[], modes: readonly number[]) => [
      ...[...add, ...gates, ...branching, 50, ...modes],
    ];
    const [fresh, again, none] = [
      [9, -9],
      [9, 9],
      [-9, 0],
    ] as const;
    const vectors = [
      vector(branching, [...fresh], content),
      ...leaves.flatMap((leaf) => [
        vector(leaf, [...fresh], content),
        vector([0.1, 0, 0], [...again], content),
      ]),
      ...Array.from({length: 10}, (_, time) =>
        vector([0, 0, 0], [...none], time % 2 === 0 ? forward : backward),
      ),
    ];
    let state = access.initialState(1, {});
    let expected = firstSdncState(contents, args);
    for (const interfaceVector of vectors) {
      const step = access.step(tf.tensor2d([interfaceVector]), state);
      const [total] = tf.sum(step.state.readWeights0!).dataSync();
      expect(total).toBeLessThan(1 + 1e-5);
      const oracle = sdncStep(interfaceVector, expected, args);
      expectClose(step.reads, oracle.reads, {absolute: 1e-4});
      [state, expected] = [step.state, oracle.state];
    }
    const following = expected.predecessors.filter((links) =>
      links.some(([row, link]) => row === 0 && link > 0.9),
    );
    expect(following).toHaveLength(leaves.length);
  });

  test('leaks no tensor', () => {
    const {access, args} = both(2, 2, 2);
    expectNoLeak(() => ({...access.initialState(2, {})}), 100);
    const {interfaceVector, ...parts} = Object.fromEntries(
      Object.entries(inputsOf(2, args)).map(([name, {shape, values}]) => [name, tf.tensor(values, shape)]),
    );
    const state = stateOf(access, 2, {...constantsOf(2, args), ...parts});
    expectNoLeak(() => {
      const {reads, state: after, heads} = access.step(interfaceVector as tf.Tensor2D, state);
      return {reads, ...after, heads: [...heads]};
    }, 40);
  });
});

describe('what is always so', () => {
  useBackend('cpu');

  const lists = (part: tf.Tensor, size: number) => rowsOf(part.dataSync(), size);

  test('weightings are sparse and sum to 1 at most, and of each step only what was touched changes', () => {
    const [readHeads, rowsRead, links] = [2, 2, 2];
    const {access} = both(readHeads, rowsRead, links);
    for (let seed = 1; seed <= 8; seed++) {
      tf.tidy(() => {
        const [size] = uniformNumbers(seed, 1, 0, 20);
        let state = access.initialState(1, {});
        for (let time = 1; time <= 8; time++) {
          const interfaceVector = uniformNumbers(1000 * seed + time, access.interfaceSize, -size!, size!);
          const {heads, state: after} = access.step(tf.tensor2d([interfaceVector]), state);
          const accesses = new Array<number>(rows).fill(0);
          for (const {kind, values} of heads) {
            const touched = [...values.rows!.dataSync()];
            expect(touched).toHaveLength(kind === 'write' ? readHeads * 3 * rowsRead + 1 : 3 * rowsRead);
            const weighting = [...values.weighting!.dataSync()];
            for (const [row, weight] of weighting.entries()) {
              expect(weight).toBeGreaterThanOrEqual(-1e-6);
              if (!touched.includes(row)) expect(weight).toBe(0);
              accesses[row]! += weight;
            }
            expect(weighting.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(1 + 1e-5);
          }
          for (const {values} of heads.slice(1)) {
            const modes = ['backwardWeighting', 'forwardWeighting', 'contentWeighting'].map((name) =>
              values[name]!.dataSync(),
            );
            const shares = values.readModes!.dataSync();
            const mixed = Array.from({length: rows}, (_, row) =>
              modes.reduce((sum, mode, index) => sum + shares[index]! * mode[row]!, 0),
            );
            expectClose(values.weighting!, mixed);
            expect(tf.sum(values.contentWeighting!).dataSync()[0]).toBeCloseTo(1, 5);
          }
          const written = new Set(heads[0]!.values.rows!.dataSync());
          for (const [name, size] of [
            ['memory', width],
            ['predecessors', links],
            ['strengths', links],
          ] as const) {
            const [earlier, later] = [state, after].map((parts) => lists(parts[name]!, size));
            expect(later!.flat().every(Number.isFinite)).toBe(true);
            for (const [row, values] of later!.entries()) {
              if (!written.has(row)) expect(values).toEqual(earlier![row]);
            }
          }
          for (const row of lists(after.strengths!, links)) {
            expect(row.reduce((sum, link) => sum + link, 0)).toBeLessThan(1 + 1e-5);
          }
          const preceding = new Set(state.precedenceRows!.dataSync());
          const [earlier, later] = [state, after].map(({successors}) => lists(successors!, links));
          for (const [row, successors] of later!.entries()) {
            if (!preceding.has(row)) expect(successors).toEqual(earlier![row]);
          }
          const lastBefore = state.lastAccess!.dataSync();
          const last = after.lastAccess!.dataSync();
          for (const [row, sum] of accesses.entries()) {
            // Not compared so near the threshold that rounding decides.
            if (Math.abs(sum - 0.005) > 1e-6) expect(last[row]).toBe(sum > 0.005 ? time : lastBefore[row]);
          }
          expect(after.time!.dataSync()[0]).toBe(time);
          state = after;
        }
      });
    }
  });

  const [BACKWARD, FORWARD, CONTENT] = [
    [50, 0, 0],
    [0, 50, 0],
    [0, 0, 50],
  ];

  /** An interface vector: what is written, how, and how each head reads. */
  const interfaceOf = (
    write: {add: number[]; gate: number; again: number},
    ...heads: {key: number[]; modes: number[]}[]
  ) =>
    tf.tensor2d([
      [
        ...[...write.add, write.gate, write.again],
        ...heads.flatMap(({key, modes}) => [...key, 50, ...modes]),
      ],
    ]);

  test('what was written one after the other is read forward, and backward, from what is found by content', () => {
    const {access} = both(1, 1, 2);
    const vectors = [
      [3, 1, 0],
      [0, 2, 4],
      [5, 0, -1],
    ];
    let state = access.initialState(1, {});
    const step = (vector: tf.Tensor2D) => {
      const taken = access.step(vector, state);
      state = taken.state;
      return taken.reads;
    };
    for (const add of vectors) {
      const wrote = step(interfaceOf({add, gate: 50, again: -50}, {key: add, modes: CONTENT}));
      expectClose(wrote, add);
    }
    const nothing = {add: [7, 7, 7], gate: -50, again: 0};
    const [first, second, third] = vectors as [number[], number[], number[]];
    const follow = (modes: number[]) => step(interfaceOf(nothing, {key: first, modes}));
    expectClose(follow(CONTENT), first);
    expectClose(follow(FORWARD), second);
    expectClose(follow(FORWARD), third);
    expectClose(follow(BACKWARD), second);
    expectClose(follow(BACKWARD), first);
    // Nothing was written before it.
    expectClose(follow(BACKWARD), [0, 0, 0]);
    expectClose(follow(FORWARD), [0, 0, 0]);
  });

  test('an open interpolation gate writes to what all heads read the step before, and still clears the least recently accessed row', () => {
    const {access} = both(2, 1, 2);
    const state = {
      ...access.initialState(1, {}),
      memory: tf.ones([1, rows, width]),
      lastAccess: tf.tensor2d([[3, 0, 2, 1, 5, 4]]),
      time: tf.tensor2d([[5]]),
      readRows0: tf.tensor2d([[4, 2, 4]]),
      readWeights0: tf.tensor2d([[0.5, 0.25, 0.25]]),
      readRows1: tf.tensor2d([[0, 2, 0]]),
      readWeights1: tf.tensor2d([[0, 1, 0]]),
    };
    const key = [0, 1, 0];
    const reader = {key, modes: CONTENT};
    const step = access.step(interfaceOf({add: [4, 0, -4], gate: 50, again: 50}, reader, reader), state);
    const memory = [
      [1, 1, 1],
      [0, 0, 0],
      [1 + 4 * 0.625, 1, 1 - 4 * 0.625],
      [1, 1, 1],
      [1 + 4 * 0.375, 1, 1 - 4 * 0.375],
      [1, 1, 1],
    ];
    expectClose(step.state.memory!, memory.flat());
    expectClose(step.heads[0]!.values.weighting!, [0, 0, 0.625, 0, 0.375, 0]);
    expect(step.state.precedenceRows!.arraySync()).toEqual([[2, 4]]);
    expectClose(step.state.precedence!, [0.625, 0.375]);
  });

  test('a closed write gate still clears the least recently accessed row, and links nothing', () => {
    const {access} = both(1, 1, 2);
    const state = {...access.initialState(1, {}), memory: tf.ones([1, rows, width])};
    const reader = {key: [1, 1, 1], modes: CONTENT};
    const {state: after} = access.step(interfaceOf({add: [1, 2, 3], gate: -50, again: 0}, reader), state);
    expectClose(after.memory!, [0, 0, 0, ...new Array<number>((rows - 1) * width).fill(1)]);
    expect([...after.lastAccess!.dataSync()]).toEqual([0, 1, 0, 0, 0, 0]);
    expectClose(after.strengths!, new Array<number>(rows * 2).fill(0));
    expectClose(after.precedence!, [0, 0]);
  });

  test('gradients through many steps are finite, at extreme interface vectors too', () => {
    const {access} = both(2, 2, 2);
    const steps = 5;
    for (const size of [1, 20, 100]) {
      const shape = [steps, 1, access.interfaceSize] as const;
      const interfaceVectors = tf.tensor3d(uniformNumbers(5, steps * access.interfaceSize, -size, size), [
        ...shape,
      ]);
      const gradient = tf.grad((all) => {
        let state = access.initialState(1, {});
        const reads = tf.unstack(all as tf.Tensor3D, 0).map((interfaceVector) => {
          const step = access.step(interfaceVector as tf.Tensor2D, state);
          state = step.state;
          return step.reads;
        });
        return tf.sum(tf.square(tf.concat(reads, 0)));
      })(interfaceVectors);
      const values = gradient.dataSync();
      expect(values.every(Number.isFinite)).toBe(true);
      expect(values.some((value) => value !== 0)).toBe(true);
    }
  });

  test('no gradient reaches a row that is neither read nor written', () => {
    const {access, args} = both(1, 1, 2);
    const {interfaceVector, memory, ...rest} = Object.fromEntries(
      Object.entries(inputsOf(1, args)).map(([name, {shape, values}]) => [name, tf.tensor(values, shape)]),
    );
    const take = (M: tf.Tensor) =>
      access.step(
        interfaceVector as tf.Tensor2D,
        stateOf(access, 1, {...constantsOf(1, args), ...rest, memory: M}),
      );
    const heads: readonly HeadActivity[] = take(memory!).heads;
    const gradient = tf.grad((M) => take(M).reads)(memory!);
    const read = new Set(heads[1]!.values.rows!.dataSync());
    const reached = lists(gradient, width).flatMap((row, index) =>
      row.some((value) => value !== 0) ? [index] : [],
    );
    expect(reached.length).toBeGreaterThan(0);
    expect(reached.every((row) => read.has(row))).toBe(true);
    expect(read.size).toBeLessThan(rows);
  });

  test('withRows is the same on another number of rows, and learned contents repeat', () => {
    const access = new SdncAccess({
      memory: {rows: 2, width: 2, contents: 'learned'},
      readHeads: 2,
      rowsRead: 2,
      links: 3,
      accessThreshold: 0.01,
      vectorActivation: 'tanh',
      firstBiases: {writeGate: -1},
    });
    const config = access.getConfig();
    expect(new SdncAccess(config as never).getConfig()).toEqual(config);
    const larger = access.withRows(3);
    expect(larger.getConfig()).toEqual({...config, memory: {...(config.memory as object), rows: 3}});
    const weight = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    expect(larger.fitWeight('memory_contents', weight).arraySync()).toEqual([
      [1, 2],
      [3, 4],
      [1, 2],
    ]);
    expect(() => larger.fitWeight('contents', weight)).toThrow(
      'name must be one of memory_contents, got "contents"',
    );
    expect(() => larger.withRows(0)).toThrow('memory.rows must be a positive integer, got 0');
    expect(() => larger.withRows(1)).toThrow('readHeads must be at most 1, the rows of the memory, got 2');
  });
});
