import type { Start } from "../../journal/decide-start.ts"
import { shareDone } from "../../journal/share-done.ts"
import type { ImportStart } from "../import-start.ts"

/** What is to be said of how an import starts. */
export function startNews(start: Start): ImportStart {
  if (start.kind !== "resume") {
    const remark = start.kind === "anew" ? start.remark : undefined
    return { warnings: remark === undefined ? [] : [remark] }
  }
  const { position, settled, source } = start.entry
  return {
    resumed: {
      recordNumber: settled.lowWater + 1,
      position,
      sizeBytes: source.sizeBytes,
      share: shareDone(start.entry),
    },
    warnings: start.warnings,
  }
}
