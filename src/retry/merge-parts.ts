/** The lists that are merged, and whose rejects go where. */
export class MergeParts {
  /** The import's list, as it is now; it may be missing. */
  readonly basePath: string
  /** What failed again; undefined: nothing. */
  readonly retriedPath: string | undefined
  readonly draftPath: string
  readonly #done: ReadonlySet<number>
  readonly #failed: ReadonlySet<number>
  readonly #underWay: ReadonlySet<number>
  readonly #isMended: boolean

  constructor(given: {
    readonly basePath: string
    readonly retriedPath: string | undefined
    /** The records that the retry has settled, and those of them that failed again. */
    readonly done: ReadonlySet<number>
    readonly failed: ReadonlySet<number>
    /** Those that may have been under way when it was killed. */
    readonly underWay: ReadonlySet<number>
    /** Whether the list was changed since the retry began: what a person has written there counts more than a new reason. */
    readonly isMended: boolean
  }) {
    this.basePath = given.basePath
    this.retriedPath = given.retriedPath
    // On the same file system, whatever path a list was given.
    this.draftPath = `${given.basePath}.retry`
    this.#done = given.done
    this.#failed = given.failed
    this.#underWay = given.underWay
    this.#isMended = given.isMended
  }

  /** Whether what the import's list says of a record goes; 0 stands for what does not say of which it is. */
  isReplaced(recordNumber: number): boolean {
    return this.#done.has(recordNumber) && !(this.#isMended && this.#failed.has(recordNumber))
  }

  /** Whether what the import's list says of a record is to say that it may have been applied. */
  isUnderWay(recordNumber: number): boolean {
    return this.#underWay.has(recordNumber)
  }

  /** Whether what failed again comes to it; `kept` are the records that it names still. */
  isAdded(recordNumber: number, kept: ReadonlySet<number>): boolean {
    return this.#done.has(recordNumber) && !kept.has(recordNumber)
  }
}
