import { isAscii } from "node:buffer"
import { SourceError, UsageError } from "../../errors.ts"
import { textStart } from "../formats/text/text-start.ts"
import { SAMPLE_BYTES } from "../source-bytes.ts"
import type { SourceBytes } from "../source-bytes.ts"
import { markedEncoding, narrowEncoding, wideEncoding } from "./detected-encoding.ts"
import type { DetectedEncoding, TextPart } from "./detected-encoding.ts"
import { EITHER_ORDER, encodingNamed, encodingNames } from "./encodings.ts"

/** What is known of an encoding before the text is looked at. */
export interface EncodingClues {
  /** What the user has said, by its name. */
  readonly given: string | undefined
  /** How it was read before, and is to be read again. */
  readonly known: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Where the beginning of a file is ASCII, so many other places of it are looked at. */
const LATER_SAMPLES = 8
const LATER_SAMPLE_BYTES = 32 * 1024

/** The name of the encoding that a user has given. @throws {@link UsageError} if it is unknown. */
export function givenEncoding(label: string | undefined): string | undefined {
  if (label === undefined) return undefined
  const name = encodingNamed(label)
  if (name !== undefined) return name
  throw new UsageError(
    `Cannot read the file as its encoding is unknown: encoding is ${JSON.stringify(label)}, not one of ${encodingNames().join(", ")}.`,
  )
}

/**
 * The encoding of a text: what its user says, or how it was read before, or what its byte order mark says, or what its beginning is.
 *
 * @throws {@link SourceError} if it cannot be read, is surely no text, or its byte order mark says something else than its user.
 */
export async function encodingOf(bytes: SourceBytes, clues: EncodingClues): Promise<DetectedEncoding> {
  const { bytes: start, isWhole } = await bytes.sample(clues.signal)
  const sample = { bytes: start, isCut: !isWhole }
  const marked = markedEncoding(start)
  const { given, known } = clues
  if (given !== undefined) refuseOtherMark(bytes.name, given, marked)
  const encoding = given ?? known ?? marked ?? (await wideEncoding(sample))
  if (encoding !== undefined && isWide(encoding)) return { encoding: await inOrder(encoding, sample, marked) }
  textStart(start, bytes)
  if (encoding !== undefined) return { encoding }
  return narrowEncoding([sample, ...(isAscii(start) ? await laterSamples(bytes, clues.signal) : [])])
}

const WIDE: ReadonlySet<string> = new Set(
  Object.entries(EITHER_ORDER).flatMap(([name, orders]) => [name, ...orders]),
)

function isWide(encoding: string): boolean {
  return WIDE.has(encoding)
}

async function inOrder(encoding: string, sample: TextPart, marked: string | undefined): Promise<string> {
  const orders = EITHER_ORDER[encoding]
  if (orders === undefined) return encoding
  if (marked !== undefined) return marked
  return (await wideEncoding(sample, orders)) ?? orders[0]
}

function refuseOtherMark(fileName: string, given: string, marked: string | undefined): void {
  if (marked === undefined || marked === given || EITHER_ORDER[given]?.includes(marked) === true) return
  throw new SourceError(
    `Cannot read ${fileName} in the encoding ${given} as it begins with the byte order mark of ${marked}: give encoding: "${marked}", or none.`,
  )
}

/** Parts of a file that can be read anywhere, behind its beginning: whole lines. */
async function laterSamples(
  bytes: SourceBytes,
  signal: AbortSignal | undefined,
): Promise<readonly TextPart[]> {
  const { canReadAgain, packing, sizeBytes = 0 } = bytes
  if (!canReadAgain || packing !== undefined || sizeBytes <= SAMPLE_BYTES) return []
  const samples: TextPart[] = []
  const lastStart = Math.max(SAMPLE_BYTES, sizeBytes - LATER_SAMPLE_BYTES)
  for (let index = 1; index <= LATER_SAMPLES; index += 1) {
    const from = SAMPLE_BYTES + Math.floor(((lastStart - SAMPLE_BYTES) * index) / LATER_SAMPLES)
    samples.push({ bytes: wholeLines(await bytesFrom(bytes, from, signal)), isCut: false })
  }
  return samples
}

async function bytesFrom(bytes: SourceBytes, from: number, signal: AbortSignal | undefined): Promise<Buffer> {
  const chunks: Buffer[] = []
  let readBytes = 0
  for await (const chunk of bytes.read(from, signal)) {
    chunks.push(chunk)
    readBytes += chunk.length
    if (readBytes >= LATER_SAMPLE_BYTES) break
  }
  return Buffer.concat(chunks)
}

function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf("\n") + 1, bytes.lastIndexOf("\n") + 1)
}
