import type { SettingWords } from "../format.ts"

/** How people say how JSON is read. */
export const JSON_SETTING_WORDS: SettingWords = {
  jsonPath: (value) => `records at ${String(value)}`,
  bigIntegers: (value) => `big whole numbers as ${value === "bigint" ? "BigInt" : "text"}`,
}
