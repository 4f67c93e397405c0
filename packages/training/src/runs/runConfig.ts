import * as v from 'valibot';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const above0 = v.pipe(v.number(), v.finite(), v.gtValue(0));

const optimizer = v.variant('type', [
  v.strictObject({
    type: v.literal('gravesRmsProp'),
    learningRate: above0,
    decay: v.optional(v.number()),
    momentum: v.optional(v.number()),
    epsilon: v.optional(v.number()),
  }),
  v.strictObject({
    type: v.literal('adam'),
    learningRate: above0,
    beta1: v.optional(v.number()),
    beta2: v.optional(v.number()),
    epsilon: v.optional(v.number()),
  }),
]);

/** What a run is told, in full: from it alone the run can be done again. */
const configSchema = v.strictObject({
  task: v.strictObject({
    name: v.string(),
    config: v.record(v.string(), v.union([v.number(), v.boolean(), v.string()])),
  }),
  /** What makes the model: whoever starts the run knows how to read it. */
  model: v.record(v.string(), v.unknown()),
  training: v.strictObject({
    batch: positive,
    sequences: positive,
    solvedBelow: v.optional(above0),
    optimizer,
    clip: v.strictObject({elementwise: v.optional(above0), globalNorm: v.optional(above0)}),
  }),
  seed: v.pipe(v.number(), v.safeInteger()),
  backend: v.string(),
});

const FORMAT = 'ntmjs run, version 1';

const fileSchema = v.strictObject({
  format: v.literal(FORMAT),
  created: v.pipe(v.string(), v.isoTimestamp()),
  versions: v.record(v.string(), v.string()),
  config: configSchema,
});

export type RunConfig = v.InferOutput<typeof configSchema>;

/** What `run.json` holds. */
export type RunFile = v.InferOutput<typeof fileSchema>;

/** The contents of `run.json` for a run that starts now. */
export function runFile(config: RunConfig, versions: Record<string, string>): RunFile {
  return {
    format: FORMAT,
    created: new Date().toISOString(),
    versions,
    config: check('run', configSchema, config),
  };
}

/**
 * Reads the text of a `run.json`.
 *
 * @param path for the error
 * @throws Error that names the file and the field, what it must be and what it was
 */
export function parseRunFile(path: string, text: string): RunFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not valid JSON: ${(error as Error).message}`);
  }
  return check(path, fileSchema, json);
}

function check<S extends v.GenericSchema>(name: string, schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'the whole file';
  throw new Error(`${name}: ${field} must be ${issue.expected ?? 'valid'}, got ${issue.received}`);
}
