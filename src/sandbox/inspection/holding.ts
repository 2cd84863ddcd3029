import type { Project } from "../project/project.ts"

/** Things of one sort that a project holds. */
export interface Holding {
  /** As `/_sandbox/counts` names them, and below `/_sandbox/`. */
  readonly name: string
  readonly count: (project: Project) => number
  /** All of them in the order in which they appeared. */
  readonly all: (project: Project) => IterableIterator<object>
}
