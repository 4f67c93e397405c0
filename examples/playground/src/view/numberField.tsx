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

/** A whole number that is taken over when it is typed in full; what cannot be is said at once, and not taken. */
export function NumberField({title, value, min, max, step = 1, disabled, onValue}: NumberFieldProps) {
  const [wrong, setWrong] = useState<string>();
  const take = (input: HTMLInputElement) => {
    const given = input.valueAsNumber;
    if (!Number.isInteger(given) || given < min || given > max || (given - min) % step !== 0) {
      const kind = step === 2 ? 'an even number' : 'a whole number';
      setWrong(
        `${title} must be ${kind} from ${min} to ${max}, got ${input.value === '' ? 'nothing' : input.value}.`,
      );
      return;
    }
    setWrong(undefined);
    if (given !== value) onValue(given);
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
        onChange={(event) => take(event.currentTarget)}
      />
      {wrong !== undefined && (
        <small class="wrong" role="alert">
          {wrong}
        </small>
      )}
    </label>
  );
}
