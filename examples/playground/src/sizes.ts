import {
  type ArchitectureName,
  type ModelConfig,
  type NumberField,
  optionsOf,
  valueAt,
  withValueAt,
} from '@ntmjs/presets';

/** The options of an architecture that the page offers as numbers, by name. */
export type Sizes = Readonly<Record<string, number>>;

/** The number fields of an architecture by the names of its options: their titles and limits. */
export function fieldsOf(architecture: ArchitectureName): Readonly<Record<string, Required<NumberField>>> {
  return Object.fromEntries(
    Object.entries(optionsOf(architecture)).flatMap(([name, {field}]) =>
      field === undefined ? [] : [[name, {min: 1, step: 1, ...field}]],
    ),
  );
}

/** The sizes of a model; of a list, such as the heads of an NTM, how often it has each of its choices. */
export function sizesOf(config: ModelConfig): Sizes {
  const options = optionsOf(config.architecture);
  return Object.fromEntries(
    Object.keys(fieldsOf(config.architecture)).map((name) => {
      const option = options[name]!;
      const value = valueAt(config, option.argument) ?? option.default;
      return [
        name,
        option.type === 'list' ? (value as unknown[]).length / option.choices.length : (value as number),
      ];
    }),
  );
}

/** A model with other sizes; a list has all of its first choice, then all of the next. */
export function withSizes(config: ModelConfig, sizes: Sizes): ModelConfig {
  const options = optionsOf(config.architecture);
  return Object.entries(sizes).reduce((changed, [name, size]) => {
    const option = options[name]!;
    const value =
      option.type === 'list'
        ? option.choices.flatMap((choice) => Array.from({length: size}, () => choice))
        : size;
    return withValueAt(changed, option.argument, value);
  }, config);
}
