import {ArgumentError} from '@ntmjs/arguments';
import type {RandomStream} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {start as startBackend} from '../backend.js';
import {faultOf} from '../files/judge.js';
import type {Outcome, Part} from '../part.js';
import {anyOf, streamOf} from '../random.js';
import {describeError} from '../serve.js';
import {spoil} from './junk.js';
import {packages} from './samples/index.js';
import type {Sample} from './samples/sample.js';

/** A function or a class that a package exports, and right arguments for it. */
export interface Entrance {
  readonly name: string;
  readonly call: (...args: never[]) => unknown;
  readonly sample: Sample;
}

/** Whether a function is a class: it has to be called with `new`. */
function isClass(value: object): boolean {
  return /^class\b/.test(String(value));
}

/** All entrances that have right arguments to spoil. */
export async function allEntrances(): Promise<Entrance[]> {
  const entrances = [];
  for (const {name, load, samples} of packages) {
    const exported = (await load()) as Readonly<Record<string, unknown>>;
    for (const [key, sample] of Object.entries(samples)) {
      const value = exported[key];
      if (typeof value !== 'function') throw new Error(`@ntmjs/${name} exports no function ${key}`);
      const call = isClass(value) ? (...args: never[]) => Reflect.construct(value, args) : value;
      entrances.push({name: `${name}: ${key}`, call: call as Entrance['call'], sample});
    }
  }
  return entrances;
}

/** Lets a promise come to its end, and an iterator to its first value. */
export async function settle(result: unknown): Promise<void> {
  const value = await result;
  if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value)) return;
  const iterator = (value as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return?.();
}

/** Calls an entrance with wrong arguments: it may accept them, or throw an `ArgumentError` of one line. */
export async function callSpoilt(
  {name, call, sample}: Entrance,
  random: RandomStream,
  announce: (what: string) => void,
): Promise<Outcome> {
  const {args, how} = spoil(await sample(), random);
  announce(`${name} with ${how}`);
  try {
    await settle(call(...(args as never[])));
    return {counts: {accepted: 1}};
  } catch (error) {
    const fault =
      error instanceof ArgumentError ? faultOf(error.message) : `no ArgumentError: ${describeError(error)}`;
    if (fault === undefined) return {counts: {'refused by an ArgumentError': 1}};
    return {counts: {wrong: 1}, failure: `${name} with ${how}: ${fault}`};
  }
}

export const entrances: Part = {
  name: 'entrances',
  title: 'calls of functions and classes of every package with arguments spoilt at random',
  holds: 'accepted, or refused by an ArgumentError of one line; no raw error, no hang',
  count: 50_000,
  limit: 60,
  casesPerProcess: 2000,
  async start({seed, folder}) {
    await startBackend('cpu');
    process.chdir(folder);
    const all = await allEntrances();
    return async (index, announce) => {
      const random = streamOf('entrances', seed, index);
      tf.engine().startScope();
      try {
        return await callSpoilt(anyOf(random, all), random, announce);
      } finally {
        tf.engine().endScope();
        tf.disposeVariables();
      }
    };
  },
};
