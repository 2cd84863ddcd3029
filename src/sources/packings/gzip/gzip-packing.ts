import type { Packing } from "../packing.ts"
import { GZIP_MAGIC, unpackGzip } from "./unpack-gzip.ts"

/** Gzip (RFC 1952). */
export const gzipPacking: Packing = {
  name: "gzip",
  endings: [".gz"],
  magic: GZIP_MAGIC,
  unpackCommand: "gunzip",
  // No more than 33 MB come of them, whatever they are, and usually a few hundred KB.
  pieceBytes: 32 * 1024,
  unpack: unpackGzip,
}
