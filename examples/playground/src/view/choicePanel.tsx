import {type ModelName, modelNames, modelTitles} from '@ntmjs/presets';
import {createTask, taskNames} from '@ntmjs/tasks';
import {configOf} from '../choice.js';
import {fieldsOf} from '../sizes.js';
import type {Session} from '../state/session.js';
import {NumberField} from './numberField.js';
import {number} from './text.js';

/** The task, and the network that learns it. */
export function ChoicePanel({session}: {readonly session: Session}) {
  const {task, model, sizes, seed} = session.choice.value;
  const fields = fieldsOf(configOf(session.choice.value).architecture);
  return (
    <section aria-labelledby="choice-title">
      <h2 id="choice-title">Network and task</h2>
      <label class="field wide">
        <span>Task</span>
        <select value={task} onChange={(event) => void session.choose(event.currentTarget.value, model)}>
          {taskNames.map((name) => (
            <option key={name} value={name}>
              {createTask(name).title}
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
        {Object.entries(sizes).map(([name, value]) => (
          <NumberField
            key={name}
            {...fields[name]!}
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
        {number(session.parameters.value)} parameters. Another size or seed starts a new network.
      </p>
    </section>
  );
}
