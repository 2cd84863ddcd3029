/** Time, as everything in this library asks for it, so that whole imports can run in virtual time. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). */
  now(): number
  /** Milliseconds since an arbitrary moment; never jumps. */
  elapsedMs(): number
  /** Resolves after `durationMs`, or as soon as `signal` aborts, whichever comes first; never rejects. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>
}
