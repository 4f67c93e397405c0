import * as v from 'valibot';
import {parseJson, requireSchema} from './jsonFile.js';

const positive = v.message(v.pipe(v.number(), v.integer(), v.minValue(1)), 'a positive integer');
const above0 = v.message(v.pipe(v.number(), v.finite(), v.gtValue(0)), 'a finite number above 0');
const fraction = v.message(
  v.pipe(v.number(), v.minValue(0), v.ltValue(1)),
  'a finite number at least 0 and below 1',
);
const finite = v.message(v.pipe(v.number(), v.finite()), 'a finite number');
const upTo1 = v.message(
  v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  'a finite number above 0 and at most 1',
);
const text = v.message(v.string(), 'a text');

const optimizer = v.variant('type', [
  v.strictObject({
    type: v.literal('gravesRmsProp'),
    learningRate: above0,
    decay: v.optional(fraction),
    momentum: v.optional(fraction),
    epsilon: v.optional(above0),
  }),
  v.strictObject({
    type: v.literal('adam'),
    learningRate: above0,
    beta1: v.optional(fraction),
    beta2: v.optional(fraction),
    epsilon: v.optional(above0),
  }),
]);

const curriculum = v.variant('type', [
  v.strictObject({type: v.literal('fixed'), difficulty: v.record(v.string(), finite)}),
  v.strictObject({
    type: v.literal('doubling'),
    part: text,
    start: positive,
    metric: v.optional(text),
    below: finite,
    window: v.optional(positive),
  }),
]);

const solvedBelow = v.strictObject({metric: text, below: finite});
const solvedAbove = v.strictObject({metric: text, above: finite});
const solved = v.lazy((input) => (Object.hasOwn(Object(input), 'above') ? solvedAbove : solvedBelow));

/** What a run is told, in full: from it alone the run can be done again. */
const configSchema = v.strictObject({
  task: v.strictObject({
    name: text,
    config: v.record(v.string(), v.union([v.number(), v.boolean(), v.string()])),
  }),
  /** What makes the model: whoever starts the run knows how to read it. */
  model: v.record(v.string(), v.unknown()),
  training: v.strictObject({
    batch: positive,
    sequences: positive,
    solved: v.optional(solved),
    stopWhenSolved: v.optional(v.message(v.boolean(), 'true or false')),
    optimizer,
    learningRateDecay: v.optional(v.strictObject({to: upTo1, over: positive})),
    clip: v.strictObject({elementwise: v.optional(above0), globalNorm: v.optional(above0)}),
    compile: v.optional(v.picklist(['auto', 'never'])),
    threads: v.optional(positive),
    curriculum: v.optional(curriculum),
    /** How many sequences lie between two checkpoints; 1000 unless said otherwise. */
    checkpointEvery: v.optional(positive),
    /** How many checkpoints stay; the last alone unless said otherwise. */
    keep: v.optional(positive),
    /** What is done where a number is not finite: training ends (unless said otherwise), or goes on from before. */
    onNaN: v.optional(v.picklist(['stop', 'rewind'])),
  }),
  seed: v.message(v.pipe(v.number(), v.safeInteger()), 'an integer'),
  backend: text,
});

const FORMAT = 'ntmjs run, version 1';

const fileSchema = v.strictObject({
  format: v.literal(FORMAT),
  created: v.message(v.pipe(v.string(), v.isoTimestamp()), 'a time such as 2014-10-20T12:00:00.000Z'),
  versions: v.message(v.record(v.string(), v.string()), 'an object of texts'),
  config: configSchema,
});

export type RunConfig = v.InferOutput<typeof configSchema>;

/** What `run.json` holds. */
export type RunFile = v.InferOutput<typeof fileSchema>;

/**
 * The contents of `run.json` for a run that starts now.
 *
 * @throws ArgumentError if the configuration is not one of a run
 */
export function runFile(config: RunConfig, versions: Record<string, string>): RunFile {
  return {
    format: FORMAT,
    created: new Date().toISOString(),
    versions,
    config: requireSchema(configSchema, config),
  };
}

/**
 * Reads the text of a `run.json`.
 *
 * @param path for the error
 * @throws ArgumentError that names the file and the field, what it must be and what it was
 */
export function parseRunFile(path: string, json: string): RunFile {
  return parseJson(path, json, fileSchema);
}
