/** How a file is read: read otherwise, the same bytes are other records. */
export interface ReadAs extends ReadSettings {
  /** The name of the format. */
  readonly format: string
}

/**
 * What decides, within a format, what a record is, by the names of the options that say it.
 *
 * A setting that is missing has its default: what earlier releases did, which had no such option.
 */
export interface ReadSettings {
  readonly [option: string]: ReadSetting | undefined
}

/** As JSON can say it. */
export type ReadSetting = string | number | boolean | readonly string[]

/** Whether a value, of a journal for example, says how a file is read. */
export function isReadAs(value: unknown): value is ReadAs {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  return "format" in value && typeof value.format === "string" && Object.values(value).every(isReadSetting)
}

function isReadSetting(value: unknown): value is ReadSetting {
  return Array.isArray(value)
    ? value.every((one) => typeof one === "string")
    : ["string", "number", "boolean"].includes(typeof value)
}
