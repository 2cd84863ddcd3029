import { mkdir, open, rename } from "node:fs/promises"
import type { FileHandle } from "node:fs/promises"
import { dirname } from "node:path"

/** Takes text, keeps its order. */
export interface TextSink {
  /** Resolves when the text was handed to the operating system. */
  write(text: string): Promise<void>
  /** Resolves when all that was written is on disk. */
  close(): Promise<void>
}

/** Makes a new file that only its owner can read, or empties an old one. Devices and pipes will do too. */
export async function createTextFile(path: string): Promise<TextSink> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, "w", 0o600)
  const isRegular = (await file.stat()).isFile()
  // An old file may be open to others; a device, such as /dev/null, is left as it is.
  if (isRegular) await file.chmod(0o600)
  return {
    write: async (text) => {
      await file.writeFile(text)
    },
    close: () => (isRegular ? syncAndClose(file) : file.close()),
  }
}

/** Writes a whole file so that a reader sees either the old or the new content, whatever happens meanwhile. */
export async function replaceTextFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  const file = await open(draft, "w", 0o600)
  try {
    await file.writeFile(text)
  } finally {
    await syncAndClose(file)
  }
  await rename(draft, path)
}

async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The first few characters of a file. */
export async function readStart(path: string, maxBytes: number): Promise<string> {
  const file = await open(path, "r")
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0)
    return buffer.toString("utf8", 0, bytesRead)
  } finally {
    await file.close()
  }
}
