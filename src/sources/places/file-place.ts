import type { FileSystem, ReadableFile } from "../../platform/files/file-system.ts"
import { wasWrittenTo } from "../../platform/files/file-state.ts"
import type { FileState } from "../../platform/files/file-state.ts"
import { fingerprintFile } from "../fingerprint/source-fingerprint.ts"
import { namedPath } from "./named-path.ts"
import type { Place, PlacedBytes } from "./place.ts"

/** The disk: files by their paths, or `file:` URLs. */
export const filePlace: Place = {
  name: "file",
  named: namedPath,
  open: async ({ address }, files) => fileBytes(address, files),
}

function fileBytes(path: string, files: FileSystem): PlacedBytes {
  let sizeBytes: number | undefined
  let opened: FileState | undefined
  return {
    canSeek: true,
    canReadAgain: true,
    get sizeBytes() {
      return sizeBytes
    },
    stream: (options) =>
      files.readChunks(path, {
        ...options,
        onSize: (bytes) => {
          sizeBytes = bytes
        },
        onOpen: (state) => {
          opened = state
        },
      }),
    ranges: {
      sizeBytes: () =>
        withFile(path, files, async (file) => {
          opened ??= await file.state()
          return opened.size
        }),
      read: (startByte, endByte) =>
        withFile(path, files, (file) => file.read(startByte, endByte - startByte)),
    },
    fingerprint: () => fingerprintFile(path, files),
    hasChanged: async () => {
      if (opened === undefined) return false
      return wasWrittenTo(await files.look(path).catch(() => undefined), opened)
    },
  }
}

async function withFile<Value>(
  path: string,
  files: FileSystem,
  use: (file: ReadableFile) => Promise<Value>,
): Promise<Value> {
  const file = await files.open(path)
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}
