import { hash } from "node:crypto"

/** 128 bits: two of a billion ids are alike with a chance of 10^-21. */
const ID_LENGTH = 32

/** From what the id of an event or a purchase that has none is derived. */
export interface IdOrigin {
  /** The import's name: the same file under the same name gives the same ids. */
  readonly importName: string
  readonly recordNumber: number
  readonly actionIndex: number
  /** The encoded action. A record that was changed gets another id, so that it never overwrites what another record meant. */
  readonly json: string
}

/** An id that is the same whenever the same action of the same record of the same import is sent: letters and digits, 32 of them. */
export function deriveId({ importName, recordNumber, actionIndex, json }: IdOrigin): string {
  return hash("sha256", `${importName}\n${recordNumber}\n${actionIndex}\n${json}`, "hex").slice(0, ID_LENGTH)
}
