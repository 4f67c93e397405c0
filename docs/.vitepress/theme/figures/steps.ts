import {ref} from 'vue';

/** The step that a figure shows, from 0, and whether it goes on by itself. */
export function useSteps() {
  const step = ref(0);
  const playing = ref(false);

  /** Shows a step that the reader has chosen. */
  function show(chosen: number): void {
    playing.value = false;
    step.value = chosen;
  }

  return {step, playing, show};
}
