import {upgradeDifficulty, upgradeDifficultyPart, upgradeTaskConfig} from '@ntmjs/tasks';
import * as v from 'valibot';

/** The format of `run.json`. */
export const FORMAT = 'ntmjs run, version 2';

const VERSION_1 = 'ntmjs run, version 1';

const version1 = v.looseObject({
  config: v.looseObject({
    task: v.looseObject({
      name: v.string(),
      config: v.record(v.string(), v.union([v.number(), v.boolean(), v.string()])),
    }),
    model: v.record(v.string(), v.unknown()),
    training: v.looseObject({
      curriculum: v.optional(
        v.looseObject({
          part: v.optional(v.string()),
          difficulty: v.optional(v.record(v.string(), v.number())),
        }),
      ),
    }),
  }),
});

/**
 * The contents of a `run.json` in the format of today: version 1 had other names for some options of tasks and parts of their
 * difficulty, and `clip` for the `outputClip` of a model. What is not of version 1, or broken, stays as it is.
 */
export function upgradeRunFile(json: unknown): unknown {
  if ((json as {format?: unknown} | null)?.format !== VERSION_1) return json;
  const file = {...Object(json), format: FORMAT};
  const parsed = v.safeParse(version1, file);
  if (!parsed.success) return file;
  const {config} = parsed.output;
  const {task, model, training} = config;
  const {name} = task;
  return {
    ...parsed.output,
    config: {
      ...config,
      task: {...task, config: upgradeTaskConfig(name, task.config)},
      model: Object.fromEntries(
        Object.entries(model).map(([key, value]) => [key === 'clip' ? 'outputClip' : key, value]),
      ),
      training: {
        ...training,
        ...(training.curriculum && {curriculum: upgradeCurriculum(name, training.curriculum)}),
      },
    },
  };
}

type Curriculum = NonNullable<v.InferOutput<typeof version1>['config']['training']['curriculum']>;

function upgradeCurriculum(task: string, curriculum: Curriculum): Curriculum {
  const {part, difficulty} = curriculum;
  return {
    ...curriculum,
    ...(part !== undefined && {part: upgradeDifficultyPart(task, part)}),
    ...(difficulty && {difficulty: upgradeDifficulty(task, difficulty)}),
  };
}
