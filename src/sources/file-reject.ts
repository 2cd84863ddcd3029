import type { Position } from "./data-source.ts"
import { FileItem } from "./file-item.ts"
import type { FileChunk, FoundRecord } from "./file-item.ts"

/** A record of a list of rejects: it knows where it came from. */
export class FileReject<Data> extends FileItem<Data> {
  readonly origin: Position

  constructor(chunk: FileChunk<Data>, found: FoundRecord, record: Data, origin: Position) {
    super(chunk, found, record)
    this.origin = origin
  }
}
