import {type ModelName, modelNames, modelTitles} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {type SizeName, sizeLimits} from '../sizes.js';
import type {Session} from '../state/session.js';
import {NumberField} from './numberField.js';
import {number} from './phase.js';

/** Which network learns what. */
export function ChoicePanel({session}: {readonly session: Session}) {
  const {task, model, sizes, seed} = session.choice.value;
  const even = model === 'deque' ? 2 : 1;
  return (
    <section aria-labelledby="choice-title">
      <h2 id="choice-title">Network and task</h2>
      <label class="field wide">
        <span>Task</span>
        <select value={task} onChange={(event) => void session.choose(event.currentTarget.value, model)}>
          {taskNames.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p class="hint">{session.task.value.description}</p>
      <label class="field wide">
        <span>Architecture</span>
        <select
          value={model}
          onChange={(event) => void session.choose(task, event.currentTarget.value as ModelName)}
        >
          {modelNames.map((name) => (
            <option key={name} value={name}>
              {modelTitles[name]}
            </option>
          ))}
        </select>
      </label>
      <div class="fields">
        {(Object.entries(sizes) as [SizeName, number][]).map(([name, value]) => (
          <NumberField
            key={name}
            {...sizeLimits[name]}
            step={name === 'rows' ? even : 1}
            value={value}
            onValue={(given) => void session.resize(name, given)}
          />
        ))}
        <NumberField
          title="Seed"
          value={seed}
          min={0}
          max={2 ** 31 - 1}
          onValue={(given) => void session.resize('seed', given)}
        />
      </div>
      <p class="hint">
        {number(session.parameters.value)} parameters. Another size or seed begins a new network.
      </p>
    </section>
  );
}
