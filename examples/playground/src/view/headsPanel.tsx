import type {Session} from '../state/session.js';

/** A description of what each head did in the episode. */
export function AccountPanel({session}: {readonly session: Session}) {
  const picture = session.picture.value;
  if (picture === undefined || picture.account.length === 0) return null;
  const rows = picture.memory?.shape[1];
  const unused = picture.unusedRows.length;
  return (
    <section aria-labelledby="account-title">
      <h2 id="account-title">What it did</h2>
      {picture.account.map(({label, sentences}) => (
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
