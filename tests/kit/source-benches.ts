import { execFileSync } from "node:child_process"
import {
  constants,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { open, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { gzipSync } from "node:zlib"
import type { Format } from "../../src/sources/formats/format.ts"
import { csvLine } from "../../src/sources/formats/csv/csv-line.ts"
import type { Packing } from "../../src/sources/packings/packing.ts"
import type { Place } from "../../src/sources/places/place.ts"
import type { SourceParts } from "../../src/sources/source-parts.ts"
import {
  Vault,
  blocksFormat,
  packTurned,
  pairsFormat,
  turnedPacking,
  writeBlocks,
  writePairs,
} from "./invented-source.ts"

/** A record whose values are texts, so that each format can say it; undefined: something in its place that is none. */
export type WrittenRecord = Readonly<Record<string, string>> | undefined

/** How tests put something into a place. */
export interface PlaceBench {
  /** Puts bytes where nothing was, and gives the address. */
  put(fileName: string, bytes: Buffer): string
  /** Puts other bytes in place of those; undefined where what was put is read once only. */
  readonly change: ((address: string, bytes: Buffer) => void) | undefined
  /** How many readings of the place are open. */
  openCount(): number
  close(): Promise<void>
}

/** What a packing is tested with. */
export interface PackingBench {
  readonly pack: (bytes: Buffer) => Buffer
}

/** What a format is tested with. */
export interface FormatBench {
  readonly write: (records: readonly WrittenRecord[]) => Buffer
}

/** An entry of a registry that the tests can be run with. */
export type Tested<Entry, Bench> = Bench & { readonly entry: Entry }

/** All entries of some registries; throws where one has no bench yet, so that none goes untested. */
export function tested({ formats, packings, places }: SourceParts): {
  readonly places: readonly (readonly [Place, () => PlaceBench])[]
  readonly packings: readonly Tested<Packing, PackingBench>[]
  readonly formats: readonly Tested<Format, FormatBench>[]
} {
  return {
    places: places.map((entry) => [entry, benchOf(PLACES, entry.name)]),
    packings: packings.map((entry) => ({ entry, ...benchOf(PACKINGS, entry.name) })),
    formats: formats.map((entry) => ({ entry, ...benchOf(FORMATS, entry.name) })),
  }
}

function benchOf<Bench>(benches: Readonly<Record<string, Bench>>, name: string): Bench {
  const bench = benches[name]
  if (bench === undefined)
    throw new Error(`tests/kit/source-benches.ts does not say how ${name} is tested: add it there.`)
  return bench
}

const vault = new Vault()

/** Entries that only tests know. */
export const INVENTED_PARTS: SourceParts = {
  places: [vault.place],
  packings: [turnedPacking],
  formats: [pairsFormat, blocksFormat],
}

const PLACES: Readonly<Record<string, () => PlaceBench>> = {
  file: fileBench,
  pipe: pipeBench,
  vault: () => {
    let count = 0
    return {
      put: (fileName, bytes) => vault.put(`${(count += 1)}/${fileName}`, bytes),
      change: (address, bytes) => void vault.put(address.slice("vault://".length), bytes),
      openCount: () => vault.openCount,
      close: async () => undefined,
    }
  },
}

const PACKINGS: Readonly<Record<string, PackingBench>> = {
  gzip: { pack: (bytes) => gzipSync(bytes, { level: 1 }) },
  turned: { pack: packTurned },
}

const FORMATS: Readonly<Record<string, FormatBench>> = {
  csv: {
    write: (records) => {
      const columns = Object.keys(records.find((record) => record !== undefined) ?? { none: "" })
      const lines = records.map((record) =>
        record === undefined ? "too,many,fields,for,any,header" : csvLine(Object.values(record), ","),
      )
      return Buffer.from([columns.join(","), ...lines].map((line) => `${line}\n`).join(""))
    },
  },
  ndjson: {
    write: (records) =>
      Buffer.from(
        records.map((record) => `${record === undefined ? "?" : JSON.stringify(record)}\n`).join(""),
      ),
  },
  json: {
    write: (records) =>
      Buffer.from(
        `[\n${records.map((record) => (record === undefined ? "?" : JSON.stringify(record, null, 2))).join(",\n")}\n]\n`,
      ),
  },
  pairs: { write: (records) => Buffer.from(writePairs(records)) },
  blocks: { write: writeBlocks },
}

/** The bits of a file's flags that say whether it is to be read or written. */
const ACCESS_MODE = 3

/** How many files and pipes of a folder this process has open to be read. */
function readersWithin(folder: string): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1]
      const isToBeRead = (Number.parseInt(flags ?? "1", 8) & ACCESS_MODE) === constants.O_RDONLY
      return isToBeRead && readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
    } catch {
      // Closed meanwhile, as the list itself is.
      return false
    }
  }).length
}

function fileBench(): PlaceBench {
  const folder = mkdtempSync(join(tmpdir(), "source-file-"))
  return {
    put: (fileName, bytes) => {
      const path = join(mkdtempSync(join(folder, "at-")), fileName)
      writeFileSync(path, bytes)
      return path
    },
    change: writeFileSync,
    openCount: () => readersWithin(folder),
    close: async () => rmSync(folder, { recursive: true }),
  }
}

function pipeBench(): PlaceBench {
  const folder = mkdtempSync(join(tmpdir(), "source-pipe-"))
  const writers = new Map<string, Promise<void>>()
  const free: string[] = []
  /** Making many at a time takes no longer than making one. */
  const newPipe = (fileName: string): string => {
    const path = free.pop()
    if (path !== undefined && basename(path) === fileName) return path
    free.splice(
      0,
      Infinity,
      ...Array.from({ length: 32 }, () => join(mkdtempSync(join(folder, "at-")), fileName)),
    )
    execFileSync("mkfifo", free)
    return newPipe(fileName)
  }
  return {
    put: (fileName, bytes) => {
      const path = newPipe(fileName)
      const writing = writeFile(path, bytes)
        // Whoever does not read to the end closes the pipe.
        .catch(() => undefined)
        .finally(() => writers.delete(path))
      writers.set(path, writing)
      return path
    },
    change: undefined,
    openCount: () => readersWithin(folder),
    close: async () => {
      for (const path of writers.keys()) {
        // Lets go who still waits for a reader.
        while (writers.has(path)) {
          const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
          await setImmediate()
          await reader.close()
        }
      }
      rmSync(folder, { recursive: true })
    },
  }
}
