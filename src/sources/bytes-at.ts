import { SourceError, UsageError } from "../errors.ts"
import type { FileSystem } from "../platform/files/file-system.ts"
import { FileShrankError } from "../platform/files/read-file.ts"
import type { SourceFingerprint } from "./fingerprint/source-fingerprint.ts"
import { Beginning } from "./beginning.ts"
import { chunksFrom } from "./chunks-from.ts"
import { packingOf } from "./packings/packing-of.ts"
import { unpacked } from "./packings/unpacked.ts"
import type { NamedPlace, Place, PlacedBytes, PlacedRanges } from "./places/place.ts"
import type { SourceBytes, SourceRanges } from "./source-bytes.ts"
import { ALL_PARTS } from "./source-parts.ts"
import type { SourceParts } from "./source-parts.ts"
import { UnreadableError } from "./unreadable-error.ts"

/** What stands at an address: its bytes, and what its place says of them. */
export interface AddressedBytes extends SourceBytes {
  /** Absolute, where it lies on a disk and keeps its place there. */
  readonly path: string | undefined
  /** Where else it is found again: in which place, and at which address. */
  readonly place: { readonly name: string; readonly address: string } | undefined
  /** The same for a format that reads ranges. */
  readonly ranges: SourceRanges
  fingerprint(): Promise<SourceFingerprint | undefined>
  hasChanged(): Promise<boolean>
}

/**
 * The bytes at an address, unpacked if its name says that they are packed. Nothing is looked at yet.
 *
 * @throws {@link UsageError} if no place takes such an address.
 */
export function bytesAt(
  address: string | URL,
  files: FileSystem,
  { packings, places }: Pick<SourceParts, "packings" | "places"> = ALL_PARTS,
): AddressedBytes {
  const candidates = candidatesFor(address, places)
  const [first] = candidates
  if (first === undefined)
    throw new UsageError(
      `Cannot read a source as its path is missing: filePath is ${String(address)}, not a path or file URL.`,
    )
  const { named } = first
  const { isLasting = false, name, path } = named
  const packing = packingOf(name, packings)
  /** How many there are where `latest` does not say so. */
  let knownBytes: number | undefined
  /** What was read last. */
  let latest: PlacedBytes | undefined
  /** What was read last from its beginning: some formats open it a second time to go on within it. */
  let begun: PlacedBytes | undefined
  /** What was looked at, and can be read but once. */
  let beginning: Beginning | undefined
  const open = async (): Promise<PlacedBytes> => {
    for (const candidate of candidates) {
      const found = await candidate.place.open(candidate.named, files)
      if (found !== undefined) return found
    }
    throw new UnreadableError("nothing stands there")
  }
  async function* read(fromByte: number, signal: AbortSignal | undefined): AsyncGenerator<Buffer, void> {
    let hasGiven = fromByte > 0
    try {
      const bytes = await open()
      latest = bytes
      if (fromByte === 0) begun = bytes
      else begun ??= bytes
      const onSize = (sizeBytes: number): void => {
        knownBytes = sizeBytes
      }
      const chunks =
        packing === undefined
          ? bytes.stream({ fromByte, signal })
          : unpacked(packing, bytes, { fromByte, signal, onSize })
      for await (const chunk of chunks) {
        hasGiven = true
        yield chunk
      }
    } catch (error) {
      throw unreadable(named, error, hasGiven)
    }
  }
  const openOnce = async (): Promise<PlacedBytes> => (begun ??= await open())
  return {
    name,
    path,
    place: isLasting ? { name: first.place.name, address: named.address } : undefined,
    packing,
    packings,
    get sizeBytes() {
      return packing === undefined ? (latest?.sizeBytes ?? knownBytes) : knownBytes
    },
    get canReadAgain() {
      return latest?.canReadAgain ?? true
    },
    fingerprint: async () => (await open()).fingerprint(),
    hasChanged: async () => (await begun?.hasChanged()) ?? false,
    async sample(signal) {
      beginning ??= await Beginning.of((ended) => read(0, ended), {
        signal,
        mayBeSlow: () => latest?.canReadAgain === false,
      })
      const { sample } = beginning
      if (latest?.canReadAgain === true) {
        await beginning.close()
        beginning = undefined
      }
      return sample
    },
    async *read(fromByte, signal) {
      const known = beginning
      if (known === undefined) return yield* read(fromByte, signal)
      beginning = undefined
      yield* chunksFrom(fromByte, known.read(signal))
    },
    ranges: {
      name,
      sizeBytes: () =>
        withRanges(named, openOnce, async (ranges) => {
          knownBytes = await ranges.sizeBytes()
          return knownBytes
        }),
      readRange: (startByte, endByte) =>
        withRanges(named, openOnce, async (ranges) => {
          const bytes = await ranges.read(startByte, endByte)
          if (bytes.length < endByte - startByte) throw new FileShrankError()
          return bytes
        }),
    },
  }
}

/** Asks for ranges; what goes wrong is explained. */
async function withRanges<Value>(
  named: NamedPlace,
  open: () => Promise<PlacedBytes>,
  use: (ranges: PlacedRanges) => Promise<Value>,
): Promise<Value> {
  try {
    const { ranges } = await open()
    if (ranges === undefined)
      throw new UnreadableError(
        "its format is read here and there, and it can be read from its beginning only: save it as a file first",
      )
    return await use(ranges)
  } catch (error) {
    throw unreadable(named, error, true)
  }
}

/** A place that takes an address. */
interface Candidate {
  readonly place: Place
  readonly named: NamedPlace
}

function candidatesFor(address: string | URL, places: readonly Place[]): readonly Candidate[] {
  return places.flatMap((place) => {
    const named = place.named(address)
    return named === undefined ? [] : [{ place, named }]
  })
}

function unreadable({ address, name }: NamedPlace, error: unknown, hasGiven: boolean): SourceError {
  const where = address === name ? "" : `: the path is ${address}`
  return new SourceError(`Cannot read ${name} as ${reasonOf(error, hasGiven)}${where}.`, {
    cause: error,
    mayHaveMisread: error instanceof UnreadableError && error.mayHaveMisread,
  })
}

const REASONS: Readonly<Record<string, string>> = {
  FILE_SHRANK: "it has become shorter while it was read: what is missing was not imported",
  ENOENT: "it does not exist",
  ENOTDIR: "it does not exist",
  EISDIR: "it is a directory, not a file",
  EACCES: "reading it is not permitted",
  EPERM: "reading it is not permitted",
  EMFILE: "too many files are open",
}

function reasonOf(error: unknown, hasGiven: boolean): string {
  if (error instanceof UnreadableError) return hasGiven ? error.reason : error.reasonAtStart
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return REASONS[code] ?? `the system says ${error instanceof Error ? error.message : String(error)}`
}
