/** Why a line holds no record. */
export class LineProblem {
  readonly code: string
  readonly message: string

  constructor(code: string, message: string) {
    this.code = code
    this.message = message
  }
}
