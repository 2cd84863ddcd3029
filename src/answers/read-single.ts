import type { Rejection } from "../actions/outcome.ts"
import type { JsonObject } from "../json/json-object.ts"
import type { Verdict } from "./verdict.ts"

const ALL_ACCEPTED = {
  kind: "processed",
  rejected: new Map<number, Rejection>(),
  doubtful: [],
  createdFields: [],
  filteredOutFields: [],
} as const satisfies Verdict

/** What a good answer says to a request that was one action; undefined where it does not say that it succeeded. */
export function readSingle({ code, msg }: JsonObject): Verdict | undefined {
  if (code !== "Success") return undefined
  const message = typeof msg === "string" ? msg : ""
  if (!message.includes("is disallowed from tracking")) return ALL_ACCEPTED
  const rejection: Rejection = { stage: "api", code: "disallowed-event-name", message }
  return { ...ALL_ACCEPTED, rejected: new Map([[0, rejection]]) }
}
