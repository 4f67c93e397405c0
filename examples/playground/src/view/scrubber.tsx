import {useEffect, useState} from 'preact/hooks';
import type {Session} from '../state/session.js';

/** Milliseconds that a playing episode shows each step. */
const STEP_TIME = 150;

/** A slider over the steps of an episode, with a button that plays them. */
export function Scrubber({session, steps}: {readonly session: Session; readonly steps: number}) {
  const [playing, setPlaying] = useState(false);
  const step = session.step.value;
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => session.scrub((session.step.peek() + 1) % steps), STEP_TIME);
    return () => clearInterval(timer);
  }, [playing, session, steps]);
  return (
    <div class="scrubber">
      <button type="button" aria-pressed={playing} onClick={() => setPlaying(!playing)}>
        {playing ? 'Stop' : 'Play'}
      </button>
      <input
        type="range"
        aria-label="Step of the episode"
        min={0}
        max={steps - 1}
        value={step}
        aria-valuetext={`step ${step} of ${steps}`}
        onInput={(event) => session.scrub(event.currentTarget.valueAsNumber)}
      />
      <output>
        step {step} / {steps - 1}
      </output>
    </div>
  );
}
