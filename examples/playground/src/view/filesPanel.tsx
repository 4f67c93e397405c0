import type {Session} from '../state/session.js';

/** Downloads the model, and opens others. */
export function FilesPanel({session}: {readonly session: Session}) {
  const open = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = ''; // the same files may be opened again
    if (files.length > 0) await session.open(files);
  };
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">Files</h2>
      <div class="buttons">
        <button type="button" disabled={!session.ready.value} onClick={() => void download(session)}>
          Download the model
        </button>
        <label class="button">
          Open a model
          <input
            type="file"
            multiple
            accept=".json,.bin"
            disabled={!session.ready.value}
            onChange={(event) => void open(event.currentTarget)}
          />
        </label>
      </div>
      <p class="hint">
        <code>model.json</code> and <code>weights.bin</code> as TensorFlow.js writes them: select both files.
        A checkpoint of <code>ntm train</code> opens here, and models trained here load with{' '}
        <code>tf.loadLayersModel</code>.
      </p>
    </section>
  );
}

async function download(session: Session): Promise<void> {
  for (const file of await session.files()) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
