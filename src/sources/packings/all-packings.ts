import { gzipPacking } from "./gzip/gzip-packing.ts"
import type { Packing } from "./packing.ts"

/** What a source may be packed with. */
export const ALL_PACKINGS: readonly Packing[] = [gzipPacking]
