import {paces} from '../state/paces.js';
import type {Session} from '../state/session.js';
import type {Progress} from '../worker/protocol.js';
import {LearningCurve} from './learningCurve.js';
import {number} from './text.js';

const origins = {
  new: 'new weights',
  pretrained: 'pretrained weights',
  file: 'a model from your files',
} as const;

/** The controls and the progress of training. */
export function TrainingPanel({session}: {readonly session: Session}) {
  const running = session.running.value;
  const ready = session.ready.value;
  const progress = session.progress.value;
  return (
    <section aria-labelledby="training-title">
      <h2 id="training-title">Training</h2>
      <div class="buttons">
        {running ? (
          <button type="button" class="main" onClick={() => void session.pause()}>
            Pause
          </button>
        ) : (
          <button type="button" class="main" disabled={!ready} onClick={() => void session.train()}>
            Train
          </button>
        )}
        <button type="button" disabled={running || !ready} onClick={() => void session.trainStep()}>
          One step
        </button>
        <button type="button" disabled={!ready} onClick={() => void session.reset()}>
          New weights
        </button>
        {session.pretrained.value !== undefined && (
          <button type="button" disabled={!ready} onClick={() => void session.loadPretrained()}>
            Pretrained weights
          </button>
        )}
      </div>
      <label class="field wide">
        <span>Speed</span>
        <select
          value={session.pace.value}
          onChange={(event) => void session.setPace(Number(event.currentTarget.value))}
        >
          {paces.map(({name}, index) => (
            <option key={name} value={index}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={session.withComparison.value}
          onChange={(event) => void session.setWithComparison(event.currentTarget.checked)}
        />
        <span>Also train an LSTM without an external memory</span>
      </label>
      <p class="hint">
        Started from {origins[session.origin.value]}. {progress === undefined ? '' : progressText(progress)}
      </p>
      <LearningCurve session={session} />
      {progress !== undefined && (
        <details>
          <summary>Details</summary>
          <dl>
            <dt>Engine</dt>
            <dd data-of="engine">{progress.engine ?? '–'}</dd>
            <dt>Sequences a second</dt>
            <dd>
              {progress.sequencesPerSecond === undefined
                ? '–'
                : number(Math.round(progress.sequencesPerSecond))}
            </dd>
            <dt>Tensors</dt>
            <dd data-of="tensors">{progress.memory.tensors}</dd>
            <dt>Bytes of tensors</dt>
            <dd>{number(progress.memory.bytes)}</dd>
          </dl>
        </details>
      )}
    </section>
  );
}

function progressText({sequences, wrongBits, bits, solvedAt}: Progress): string {
  const trained = `Trained on ${number(sequences)} sequences.`;
  if (bits === undefined || wrongBits === undefined) return trained;
  const solved = solvedAt === undefined ? '' : ` Solved after ${number(solvedAt)}.`;
  return `${trained} The last 1 000: ${number(wrongBits)} wrong bits and ${number(bits)} bits a sequence.${solved}`;
}
