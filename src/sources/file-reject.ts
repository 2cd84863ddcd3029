import type { AcceptedActions, Position } from "./data-source.ts"
import { FileItem } from "./file-item.ts"
import type { FileChunk, FoundRecord } from "./file-item.ts"

/** A record of a list of rejects: it knows where it came from. */
export class FileReject<Data> extends FileItem<Data> {
  readonly origin: Position
  readonly accepted: AcceptedActions | undefined

  constructor(
    chunk: FileChunk<Data>,
    found: FoundRecord,
    record: Data,
    known: { readonly origin: Position; readonly accepted?: AcceptedActions | undefined },
  ) {
    super(chunk, found, record)
    this.origin = known.origin
    this.accepted = known.accepted
  }
}
