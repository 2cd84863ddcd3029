/** What is wrong with a row, and with which of its fields; `record-too-large`: with all of them. */
export interface CsvFieldProblem {
  readonly kind:
    | "undecodable"
    | "bad-quote"
    | "blank-before-quote"
    | "doubtful-line-end"
    | "nul-character"
    | "record-too-large"
  readonly fieldIndex: number
}
