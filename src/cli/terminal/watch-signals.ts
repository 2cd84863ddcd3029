/** What to do when the process is asked to stop. */
export interface SignalActions {
  readonly onFirst: (signal: NodeJS.Signals) => void
  readonly onSecond: (signal: NodeJS.Signals) => void
}

/** Where signals come from, and the time when they do. */
export interface SignalSource {
  readonly process: Pick<NodeJS.EventEmitter, "on" | "off">
  /** Milliseconds since any moment; never jumps. */
  readonly nowMs: () => number
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"]
/** One stop may arrive as two signals: one to the process, one to its group. Within this time they count as one. */
const ONE_STOP_MS = 200
const THIS_PROCESS: SignalSource = { process, nowMs: () => performance.now() }

/**
 * Listens to the signals that ask a process to stop; gives the function that ends the listening. What comes within 200 ms of the first
 * signal belongs to it.
 */
export function watchSignals(
  { onFirst, onSecond }: SignalActions,
  { nowMs, process: source }: SignalSource = THIS_PROCESS,
): () => void {
  let firstMs: number | undefined
  const listener = (signal: NodeJS.Signals): void => {
    if (firstMs === undefined) {
      firstMs = nowMs()
      onFirst(signal)
    } else if (nowMs() - firstMs >= ONE_STOP_MS) onSecond(signal)
  }
  for (const signal of SIGNALS) source.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) source.off(signal, listener)
  }
}
