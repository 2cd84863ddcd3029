/** What to do when the process is asked to stop. */
export interface SignalActions {
  readonly onFirst: (signal: NodeJS.Signals) => void
  readonly onSecond: (signal: NodeJS.Signals) => void
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"]

/** Listens to the signals that ask a process to stop; gives the function that ends the listening. */
export function watchSignals({ onFirst, onSecond }: SignalActions): () => void {
  let came = 0
  const listener = (signal: NodeJS.Signals): void => {
    came += 1
    if (came === 1) onFirst(signal)
    else onSecond(signal)
  }
  for (const signal of SIGNALS) process.on(signal, listener)
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener)
  }
}
