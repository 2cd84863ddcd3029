import type { PlacedBytes } from "../places/place.ts"
import type { Packing } from "./packing.ts"

/** From where on, and who is told what. */
export interface UnpackedOptions {
  /** Counts unpacked bytes. @defaultValue 0 */
  readonly fromByte?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told how many bytes there are unpacked: of an estimate after each piece, and of the truth at the end. Not called where the packed size is unknown. */
  readonly onSize?: ((sizeBytes: number) => void) | undefined
}

/** Gives what is packed in some bytes, from a byte on: what comes before it is unpacked, and left out. */
export async function* unpacked(
  packing: Packing,
  packed: PlacedBytes,
  { fromByte = 0, onSize, signal }: UnpackedOptions,
): AsyncGenerator<Buffer, void> {
  let readBytes = 0
  const onUnpacked = (unpackedBytes: number, packedBytes: number): void => {
    const { sizeBytes } = packed
    if (sizeBytes !== undefined) onSize?.(Math.round((sizeBytes / packedBytes) * unpackedBytes))
  }
  const pieces = packed.stream({ fromByte: 0, signal, chunkBytes: packing.pieceBytes })
  for await (const chunk of packing.unpack(pieces, { signal, onUnpacked })) {
    if (signal?.aborted === true) return
    const leftOutBytes = Math.max(0, fromByte - readBytes)
    readBytes += chunk.length
    if (leftOutBytes < chunk.length) yield chunk.subarray(leftOutBytes)
  }
  if (signal?.aborted !== true && packed.sizeBytes !== undefined) onSize?.(readBytes)
}
