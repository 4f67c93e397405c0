/** Resolves when the page has been drawn: what comes faster than that need not be shown. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
