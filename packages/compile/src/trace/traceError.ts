/** What cannot be traced or compiled, and where. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}
