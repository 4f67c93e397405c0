import {repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {anyGraph} from '../fixtures/randomGraph.js';
import {elideCopies, mergeCommon, removeDead} from '../passes/cleanup.js';
import {accesses, type Routine, targets} from '../passes/loop.js';
import {bytesOf, planStep, type StepPlan} from './plan.js';
import {type SettledGraph, settle} from './settle.js';

const anySettled: fc.Arbitrary<SettledGraph> = anyGraph.map((graph) =>
  settle([removeDead, mergeCommon, elideCopies, removeDead].reduce((current, pass) => pass(current), graph)),
);

/** Both halves of a plan, each with the offsets of the values that only it uses. */
function halves({forward, backward, forwardScratch, backwardScratch}: StepPlan) {
  return [
    {loops: forward, scratch: forwardScratch},
    {loops: backward, scratch: backwardScratch},
  ];
}

function stored(loops: readonly Routine[]): Set<number> {
  return new Set(loops.flatMap(targets).map(({value}) => value.id));
}

test('bytesOf rounds up to vectors', () => {
  expect([0, 1, 4, 5].map(bytesOf)).toEqual([0, 16, 16, 32]);
});

describe('planStep', () => {
  test('values that are live at the same time do not share memory', () => {
    fc.assert(
      fc.property(anySettled, (settled) => {
        const plan = planStep(settled);
        for (const {loops, scratch} of halves(plan)) {
          const lives = new Map<number, {first: number; last: number; start: number; end: number}>();
          for (const [index, loop] of loops.entries()) {
            for (const {value} of accesses(loop)) {
              const start = scratch.get(value.id);
              if (start === undefined) continue;
              const {first} = lives.get(value.id) ?? {first: index};
              lives.set(value.id, {first, last: index, start, end: start + bytesOf(value.size)});
            }
          }
          const all = [...lives.values()];
          for (const [index, a] of all.entries()) {
            expect(a.start % 16).toBe(0);
            expect(a.end).toBeLessThanOrEqual(plan.scratchBytes);
            for (const b of all.slice(index + 1)) {
              const sameTime = a.first <= b.last && b.first <= a.last;
              const sameMemory = a.start < b.end && b.start < a.end;
              expect(sameTime && sameMemory).toBe(false);
            }
          }
        }
      }),
      {numRuns: repetitions(400)},
    );
  });

  test('every value that is read was written before, or is an input of the step, or is in the frame', () => {
    fc.assert(
      fc.property(anySettled, (settled) => {
        const plan = planStep(settled);
        const {offsets, states, output} = plan.frame;
        const byForward = stored(plan.forward);
        for (const [half, {loops, scratch}] of halves(plan).entries()) {
          const written = new Set<number>();
          for (const loop of loops) {
            const own = new Set(targets(loop).map(({value}) => value.id));
            for (const {value} of accesses(loop)) {
              if (value.role.kind !== 'computed' || own.has(value.id) || written.has(value.id)) continue;
              expect(half).toBe(1);
              expect(
                offsets.has(value.id) && byForward.has(value.id),
                `value ${value.id} is read before it is written`,
              ).toBe(true);
            }
            for (const id of own) written.add(id);
          }
          for (const id of written) {
            const gradients = [settled.inputGradient, ...settled.stateGradients, ...settled.weightGradients];
            const isGradient = gradients.some((value) => value?.id === id);
            expect([offsets.has(id), scratch.has(id), isGradient].filter(Boolean)).toHaveLength(1);
          }
        }
        expect(states).toEqual(settled.states.map(({id}) => offsets.get(id)));
        expect(output).toBe(offsets.get(settled.output.id));
        for (const {id} of [settled.output, ...settled.states]) expect(byForward.has(id)).toBe(true);
      }),
      {numRuns: repetitions(400)},
    );
  });

  test('the values of a frame are contiguous, and include the operands of outer products', () => {
    fc.assert(
      fc.property(anySettled, (settled) => {
        const {frame, forward, backward} = planStep(settled);
        const sizes = new Map(
          [...forward, ...backward].flatMap((loop) =>
            accesses(loop).map(({value}) => [value.id, value.size]),
          ),
        );
        const ends = [...frame.offsets].map(([id, start]) => start + bytesOf(sizes.get(id)!));
        expect(Math.max(0, ...ends)).toBe(frame.bytes);
        expect([...frame.offsets.values()].slice(1)).toEqual(ends.slice(0, -1));
        for (const {value} of settled.outerProducts.flatMap(({operands}) => operands)) {
          if (value.role.kind === 'computed') expect(frame.offsets.has(value.id)).toBe(true);
        }
      }),
      {numRuns: repetitions(300)},
    );
  });
});
