import type { AcceptedActions, AcceptedAs, Position, SentAs } from "../../sources/data-source.ts"
import { FileItem } from "../../sources/formats/text/file-item.ts"
import type { FileChunk, FoundRecord } from "../../sources/formats/text/file-item.ts"
import { recordDigest, recordText } from "../../sources/record-digest.ts"

/** A record of a list of rejects: it knows where it came from. */
export class FileReject<Data> extends FileItem<Data> {
  readonly origin: Position
  readonly accepted: AcceptedActions | undefined
  readonly acceptedAs: AcceptedAs | undefined
  readonly sentAs: SentAs | undefined
  readonly #digest: string | undefined
  readonly idKey: string | undefined

  constructor(
    chunk: FileChunk<Data>,
    found: FoundRecord,
    record: Data,
    said: {
      readonly origin: Position
      readonly accepted?: AcceptedActions | undefined
      readonly acceptedAs?: AcceptedAs | undefined
      readonly sentAs?: SentAs | undefined
      readonly digest: string | undefined
      readonly idKey?: string | undefined
    },
  ) {
    super(chunk, found, record)
    this.origin = said.origin
    this.accepted = said.accepted
    this.acceptedAs = said.acceptedAs
    this.sentAs = said.sentAs
    this.#digest = said.digest
    this.idKey = said.idKey
  }

  get isIdKeyKept(): boolean {
    return this.idKey !== undefined
  }

  /** That of the record as it was first read, as the list says. The lists of earlier releases do not: then that of the record as it is. */
  override digest(): string {
    return this.#digest ?? recordDigest(recordText(this.record))
  }
}
