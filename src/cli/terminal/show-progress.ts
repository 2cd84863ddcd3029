import type { Progress } from "../../index.ts"
import { plainProgressLine, progressLine } from "./progress-line.ts"
import { ProgressMeter } from "./progress-meter.ts"
import type { ProgressView } from "./progress-meter.ts"
import type { Terminal } from "./terminal.ts"

const REDRAW_INTERVAL_MS = 100
const PLAIN_INTERVAL_MS = 5_000

/** An import's progress on show. */
export interface ShownProgress {
  /** Takes the latest news; cheap. */
  note(progress: Progress): void
  /** Takes that a request failed and will be sent again. */
  noteTrouble(reason: string): void
  /** Takes that the import was asked to stop. */
  noteStopping(): void
  /** Ends the show. */
  end(): void
}

/** Shows progress from now on: as a live line on a terminal, elsewhere as a line every five seconds. */
export function showProgress(terminal: Terminal): ShownProgress {
  const meter = new ProgressMeter(performance.now())
  const view = (): ProgressView => meter.view(performance.now())
  const step = (): void => {
    if (terminal.isLive) terminal.redraw()
    else terminal.say(plainProgressLine(view()))
  }
  terminal.startLive((columns) => progressLine(view(), columns))
  const timer = setInterval(step, terminal.isLive ? REDRAW_INTERVAL_MS : PLAIN_INTERVAL_MS)
  return {
    note: (progress) => meter.note(progress),
    noteTrouble: (reason) => meter.noteTrouble(reason),
    noteStopping: () => meter.noteStopping(),
    end: () => {
      clearInterval(timer)
      terminal.endLive()
    },
  }
}
