import {useState} from 'preact/hooks';

export interface NumberFieldProps {
  readonly title: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly disabled?: boolean | undefined;
  readonly onValue: (value: number) => void;
}

/** A field for an integer. It passes on a value when it is committed; an invalid one gets a message instead. */
export function NumberField({title, value, min, max, step = 1, disabled, onValue}: NumberFieldProps) {
  const [wrong, setWrong] = useState<string>();
  const commit = (input: HTMLInputElement) => {
    const typed = input.valueAsNumber;
    if (!Number.isInteger(typed) || typed < min || typed > max || (typed - min) % step !== 0) {
      const kind = step === 2 ? 'an even integer' : 'an integer';
      setWrong(
        `${title} must be ${kind} from ${min} to ${max}, got ${input.value === '' ? 'nothing' : input.value}.`,
      );
      return;
    }
    setWrong(undefined);
    if (typed !== value) onValue(typed);
  };
  return (
    <label class="field">
      <span>{title}</span>
      <input
        type="number"
        value={value}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        aria-invalid={wrong !== undefined}
        onChange={(event) => commit(event.currentTarget)}
      />
      {wrong !== undefined && (
        <small class="wrong" role="alert">
          {wrong}
        </small>
      )}
    </label>
  );
}
