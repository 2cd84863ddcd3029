import { hash } from "node:crypto"

const ID_LENGTH = 32

/** From what ids were derived before version 2 of the scheme. */
export interface ContentIdOrigin {
  readonly importName: string
  readonly recordNumber: number
  readonly actionIndex: number
  /** The encoded action. */
  readonly json: string
}

/**
 * The id that earlier releases gave to an event or a purchase without one. Whatever the map function made of the record changed it, so
 * that a map function that reads the clock doubled events; only imports that were begun so still use it, to the end.
 */
export function deriveContentId({ importName, recordNumber, actionIndex, json }: ContentIdOrigin): string {
  return hash("sha256", `${importName}\n${recordNumber}\n${actionIndex}\n${json}`, "hex").slice(0, ID_LENGTH)
}
