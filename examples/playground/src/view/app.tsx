import type {Session} from '../state/session.js';
import {ChoicePanel} from './choicePanel.js';
import {EpisodePanel} from './episodePanel.js';
import {FilesPanel} from './filesPanel.js';
import {HeadsPanel} from './headsPanel.js';
import {TrainingPanel} from './trainingPanel.js';
import {ViewPanel} from './viewPanel.js';

/** The parts of the page by the ids of their titles; on a narrow screen they form one column. */
const PARTS = [
  ['episode-title', 'Episode'],
  ['choice-title', 'Network and task'],
  ['training-title', 'Training'],
  ['view-title', 'Evaluation'],
  ['files-title', 'Files'],
] as const;

/** The page. */
export function App({session}: {readonly session: Session}) {
  return (
    <>
      <header>
        <h1>ntmjs playground</h1>
        <p>
          Networks that learn to use a memory. Train one, and watch what its heads write and read; then test
          it on longer sequences than it was trained on.
        </p>
        <nav aria-label="Parts of the page">
          {PARTS.map(([id, title]) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      <main>
        {session.errors.value.length > 0 && (
          <div class="errors" role="alert">
            <ul>
              {session.errors.value.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
            <button type="button" onClick={() => session.dismiss()}>
              Dismiss
            </button>
          </div>
        )}
        <div class="side">
          <ChoicePanel session={session} />
          <TrainingPanel session={session} />
          <ViewPanel session={session} />
          <FilesPanel session={session} />
        </div>
        <div class="stage">
          <EpisodePanel session={session} />
          <HeadsPanel session={session} />
        </div>
      </main>
      <p class="unseen" role="status">
        {session.announcement.value}
      </p>
    </>
  );
}
