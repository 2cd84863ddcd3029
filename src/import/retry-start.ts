/** What is about to be run again. */
export interface RetryStart {
  readonly importName: string
  readonly listPath: string
  /** How many rejects of the list are run again. */
  readonly chosen: number
  /** What is remarkable, in whole sentences. */
  readonly warnings: readonly string[]
}
