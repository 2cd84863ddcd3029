import type { Behavior } from "../options/behavior.ts"

const FIRST_MILLISECONDS = 100_000_000_000

/** Reads a `createdAt` as epoch milliseconds; `auto` takes numbers from 100,000,000,000 on for milliseconds. */
export function readCreatedAt(createdAt: number | null, unit: Behavior["createdAtUnit"]): number | null {
  if (createdAt === null) return null
  const isSeconds = unit === "auto" ? Math.abs(createdAt) < FIRST_MILLISECONDS : unit === "seconds"
  return isSeconds ? createdAt * 1000 : createdAt
}
