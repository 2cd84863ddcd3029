import { ALL_PARTS } from "../sources/source-parts.ts"
import { countText } from "./count-text.ts"
import type { NothingImported, Summary } from "./summary.ts"

/** What became of an import, and what is known of it. */
interface EndedImport extends Pick<Summary, "records" | "actions" | "rejectReasons"> {
  readonly sourceName: string
  /** Nothing was sent: what is said is what would be. @defaultValue false */
  readonly dryRun?: boolean | undefined
  /** That its source holds no records is as it should be. */
  readonly allowEmpty?: boolean | undefined
}

/**
 * Whether an import that reached its end has imported nothing, which is taken for a mistake: such an import is not done. A record that
 * was rejected, and of which an action was accepted or may have been, is not nothing: importing it once more could double it.
 */
export function nothingImported(ended: EndedImport): NothingImported | undefined {
  const { actions, allowEmpty = false, dryRun = false, records, rejectReasons, sourceName } = ended
  const { imported, read, rejected, skipped, unknown } = records
  const applied = Object.values(actions).reduce((sum, of) => sum + of.accepted + of.unknown, 0)
  if (imported + unknown + applied > 0) return undefined
  const would = dryRun ? "would be" : undefined
  if (read === 0) {
    const message = `${sourceName} holds no records: nothing ${would ?? "was"} imported. If it may be empty, allow that with allowEmpty: true.`
    return allowEmpty ? undefined : { code: "no-records", message }
  }
  if (skipped === read) {
    const all = read === 1 ? "the only record" : `any of the ${countText(read)} records`
    const message = `The map function returned nothing for ${all}: does it lack a return? Nothing ${would ?? "was"} imported.`
    return { code: "all-skipped", message }
  }
  const all =
    read === 1
      ? `the only record ${would ?? "was"} rejected`
      : `all ${countText(rejected)} records ${would ?? "were"} rejected`
  const [reason] = rejectReasons
  const isAlike = rejected > 1 && rejected === read && reason?.count === rejected
  const how =
    rejected < read
      ? `${countText(rejected)} of the ${countText(read)} records ${would ?? "were"} rejected, and the map function returned nothing for the others`
      : `${all}${isAlike ? ` for the same reason, ${reason.code}` : ""}`
  const hint = isAlike ? hintOn(reason.code) : undefined
  const message = `Nothing ${would ?? "was"} imported: ${how}.${hint === undefined ? "" : ` ${hint}`}`
  return { code: "all-rejected", message }
}

/** What may be wrong with a whole file all of whose records fail with one code. */
export function hintOn(code: string): string | undefined {
  return ALL_PARTS.formats.map(({ hints }) => hints?.[code]).find((hint) => hint !== undefined)
}
