import type { SeededRandom } from "../seeded-random.ts"

/**
 * How long answers take: always the same, anywhere between two bounds, or longer for larger bodies
 * (`baseMs` + megabytes of 1,000,000 bytes × `perMegabyteMs` + up to `jitterMs`).
 */
export type LatencyModel =
  | { readonly kind: "fixed"; readonly latencyMs: number }
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  | {
      readonly kind: "per-megabyte"
      readonly baseMs: number
      readonly perMegabyteMs: number
      readonly jitterMs?: number
    }

/** Draws the latency of one answer. */
export function drawLatencyMs(model: LatencyModel, bodyBytes: number, random: SeededRandom): number {
  switch (model.kind) {
    case "fixed":
      return model.latencyMs
    case "uniform":
      return model.minMs + random() * (model.maxMs - model.minMs)
    case "per-megabyte":
      return model.baseMs + (bodyBytes / 1_000_000) * model.perMegabyteMs + random() * (model.jitterMs ?? 0)
  }
}
