import type {Session} from '../state/session.js';

/** Describes what each head did in the episode. */
export function HeadsPanel({session}: {readonly session: Session}) {
  const result = session.result.value;
  if (result === undefined || result.headDescriptions.length === 0) return null;
  const rows = result.memory?.shape[1];
  const unused = result.unusedRows.length;
  return (
    <section aria-labelledby="heads-title">
      <h2 id="heads-title">What the heads did</h2>
      {result.headDescriptions.map(({label, sentences}) => (
        <div key={label}>
          <h3>{label}</h3>
          <ul>
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      ))}
      {rows !== undefined && (
        <p>
          {unused === 0
            ? 'Every row was attended to at some step.'
            : `${unused} of ${rows} rows were never attended to.`}
        </p>
      )}
    </section>
  );
}
