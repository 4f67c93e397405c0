import {LARGEST_PART, LARGEST_ROWS} from '../address.js';
import {configOf} from '../choice.js';
import {fieldsOf} from '../sizes.js';
import type {Session} from '../state/session.js';
import type {Evaluation} from '../worker/protocol.js';
import {NumberField} from './numberField.js';
import {number} from './text.js';

/** The difficulty of the episode that is shown, and the rows of the memory. */
export function ViewPanel({session}: {readonly session: Session}) {
  const {difficulty, rows, episode} = session.view.value;
  const {trainingRange} = session.task.value;
  const {sizes} = session.choice.value;
  const {rows: rowsField} = fieldsOf(configOf(session.choice.value).architecture);
  return (
    <section aria-labelledby="view-title">
      <h2 id="view-title">Evaluation</h2>
      <div class="fields">
        {Object.entries(difficulty).map(([part, value]) => (
          <NumberField
            key={part}
            title={`${part} (trained: ${range(trainingRange[part]!)})`}
            value={value}
            min={1}
            max={LARGEST_PART}
            onValue={(given) => void session.changeView({difficulty: {...difficulty, [part]: given}})}
          />
        ))}
        {sizes.rows !== undefined && rowsField !== undefined && (
          <NumberField
            title={`rows (trained: ${sizes.rows})`}
            value={rows ?? sizes.rows}
            min={rowsField.min}
            max={LARGEST_ROWS}
            step={rowsField.step}
            onValue={(given) => void session.changeView({rows: given === sizes.rows ? undefined : given})}
          />
        )}
      </div>
      <div class="buttons">
        <button
          type="button"
          disabled={!session.ready.value}
          onClick={() => void session.changeView({episode: episode + 1})}
        >
          Another episode
        </button>
        <button
          type="button"
          disabled={!session.ready.value || session.evaluating.value}
          onClick={() => void session.evaluate()}
        >
          {session.evaluating.value ? 'Evaluating …' : 'Evaluate 20 fresh episodes'}
        </button>
      </div>
      {session.evaluations.value.length > 0 && (
        <Evaluations evaluations={session.evaluations.value} trained={sizes.rows} />
      )}
    </section>
  );
}

function range({min, max}: {readonly min: number; readonly max: number}): string {
  return min === max ? `${min}` : `${min}–${max}`;
}

function Evaluations({
  evaluations,
  trained,
}: {
  readonly evaluations: readonly Evaluation[];
  readonly trained: number | undefined;
}) {
  return (
    <table aria-label="Results on fresh episodes">
      <thead>
        <tr>
          <th scope="col">episodes</th>
          {trained !== undefined && <th scope="col">rows</th>}
          <th scope="col">wrong bits</th>
          <th scope="col">worst</th>
          <th scope="col">bits</th>
        </tr>
      </thead>
      <tbody>
        {evaluations.map(({view, wrongBits, worstWrongBits, bits, episodes}, index) => (
          <tr key={evaluations.length - index}>
            <td>
              {episodes} of{' '}
              {Object.entries(view.difficulty)
                .map(([part, value]) => `${part} ${value}`)
                .join(', ')}
            </td>
            {trained !== undefined && <td>{view.rows ?? trained}</td>}
            <td>{number(wrongBits)}</td>
            <td>{worstWrongBits}</td>
            <td>{number(bits)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
