import {
  describeOption,
  type OptionDeclaration,
  type OptionDeclarations,
  type OptionValue,
} from '@ntmjs/arguments';
import * as v from 'valibot';

type Schema<Option extends OptionDeclaration> = v.GenericSchema<OptionValue<Option>>;

/** The entries of an object schema: those of options with a default, and of optional ones, may be absent. */
export type OptionEntries<Options extends OptionDeclarations> = {
  readonly [Name in keyof Options]: Options[Name] extends
    | {readonly default: unknown}
    | {readonly optional: true}
    ? v.OptionalSchema<Schema<Options[Name]>, undefined>
    : Schema<Options[Name]>;
};

/** The entries of an object schema from the declarations of its options, with their bounds and descriptions. */
export function optionEntries<Options extends OptionDeclarations>(options: Options): OptionEntries<Options> {
  const entries = Object.entries(options).map(([name, option]) => {
    const described = v.pipe(
      v.message(valueSchema(option), ({input}) => describeOption(option, input)),
      v.description(option.description),
      v.metadata(option.default === undefined ? {} : {default: option.default}),
    );
    const isRequired = option.default === undefined && !option.optional;
    return [name, isRequired ? described : v.optional(described)];
  });
  return Object.fromEntries(entries);
}

function valueSchema(option: OptionDeclaration): v.GenericSchema {
  switch (option.type) {
    case 'integer':
    case 'number': {
      const {above, below, min, max} = option;
      const bounds: v.PipeItem<number, number, v.BaseIssue<unknown>>[] = [
        option.type === 'integer' ? v.safeInteger() : v.finite(),
        ...(above === undefined ? [] : [v.gtValue<number, number>(above)]),
        ...(below === undefined ? [] : [v.ltValue<number, number>(below)]),
        ...(min === undefined ? [] : [v.minValue<number, number>(min)]),
        ...(max === undefined ? [] : [v.maxValue<number, number>(max)]),
      ];
      return v.pipe(v.number(), ...bounds);
    }
    case 'boolean':
      return v.boolean();
    case 'text':
      return v.string();
    case 'choice':
      return v.picklist(option.choices);
    case 'list':
      return v.array(v.picklist(option.choices));
  }
}
