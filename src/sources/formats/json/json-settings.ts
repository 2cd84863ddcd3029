import { UsageError } from "../../../errors.ts"
import type { ReadSettings } from "../../read-as.ts"
import type { FileSettings } from "../file-settings.ts"
import { BIG_INTEGERS, DEFAULT_BIG_INTEGERS } from "./big-integers.ts"
import type { BigIntegers } from "./big-integers.ts"
import { jsonPathNames, jsonPathText } from "./json-path.ts"

/** What is said of how JSON is read, and was found before. */
export interface FoundJsonSettings {
  readonly path: readonly string[]
  readonly bigIntegers: BigIntegers
  /** The same to be kept: what is not the default. */
  readonly readSettings: ReadSettings
}

/** @throws {@link UsageError} if what was said of JSON makes no sense. */
export function checkJsonSettings({ bigIntegers, jsonPath }: FileSettings): void {
  jsonPathNames(jsonPath)
  if (bigIntegers === undefined || BIG_INTEGERS.includes(bigIntegers)) return
  throw new UsageError(
    `Cannot read JSON as what becomes of big whole numbers is unclear: bigIntegers is ${JSON.stringify(bigIntegers)}, not one of ${BIG_INTEGERS.join(", ")}.`,
  )
}

/** How JSON is read: as its user says, then as it was read before. */
export function jsonSettings(given: FileSettings, known: ReadSettings | undefined): FoundJsonSettings {
  const knownPath = known?.["jsonPath"]
  const path = jsonPathNames(given.jsonPath ?? (typeof knownPath === "string" ? knownPath : undefined))
  const knownBigIntegers = BIG_INTEGERS.find((one) => one === known?.["bigIntegers"])
  const bigIntegers = given.bigIntegers ?? knownBigIntegers ?? DEFAULT_BIG_INTEGERS
  const jsonPath = jsonPathText(path)
  return {
    path,
    bigIntegers,
    readSettings: {
      ...(jsonPath === undefined ? {} : { jsonPath }),
      ...(bigIntegers === DEFAULT_BIG_INTEGERS ? {} : { bigIntegers }),
    },
  }
}
