import type { BatchEntry } from "../../batches/batch.ts"
import { newLoad } from "./load.ts"
import type { Load } from "./load.ts"

/** What is to be done after an answer. */
export type Next =
  | { readonly kind: "go-on"; readonly loads: readonly Load[]; readonly waitMs: number }
  | { readonly kind: "outage"; readonly load: Load; readonly message: string }
  /** The server asks to wait for longer than anything waits here. */
  | { readonly kind: "closed"; readonly load: Load; readonly waitMs: number }

/** Sends each group in a request of its own, which takes over what the one before has met. */
export function goOn(
  groups: readonly (readonly BatchEntry[])[],
  past: Partial<Load> = {},
  waitMs: number = 0,
): Next {
  const filled = groups.filter((entries) => entries.length > 0)
  const isPart = past.isPart === true || filled.length > 1
  return { kind: "go-on", loads: filled.map((entries) => newLoad(entries, { ...past, isPart })), waitMs }
}
