import type {
  AcceptedActions,
  AcceptedAs,
  AcceptedDigests,
  AcceptedStandings,
  SentAs,
} from "../../sources/data-source.ts"
import { isRecord } from "../../sources/source-data-record.ts"

/** The actions that a value from a list of rejects says were accepted; undefined if it says none. */
export function acceptedActionsIn(value: unknown): AcceptedActions | undefined {
  if (typeof value !== "object" || value === null) return undefined
  const groups = Object.values(value) as unknown[]
  return groups.every((ranges) => Array.isArray(ranges) && ranges.every(isRange))
    ? (value as AcceptedActions)
    : undefined
}

/** What a value from a list of rejects says that they said; undefined if it says nothing of that. */
export function acceptedAsIn(value: unknown): AcceptedAs | undefined {
  if (!isRecord(value)) return undefined
  const { digests, madeFrom, places } = value
  if (!isRecord(digests) || !Object.values(digests).every(isDigests)) return undefined
  return {
    digests: digests as AcceptedDigests,
    ...(typeof madeFrom === "string" ? { madeFrom } : {}),
    ...(isRecord(places) && Object.values(places).every(arePlaces)
      ? { places: places as AcceptedStandings }
      : {}),
  }
}

/** The actions that a value from a list of rejects says may have been applied; undefined if it says none. */
export function sentAsIn(value: unknown): SentAs | undefined {
  const said = acceptedAsIn(value)
  const actions = isRecord(value) ? acceptedActionsIn(value["actions"]) : undefined
  return said === undefined || actions === undefined ? undefined : { actions, ...said }
}

/** A list that somebody changed may say anything. */
const MOST_ORDINALS = 10_000_000

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [from, to] = value as readonly unknown[]
  return Number.isInteger(from) && Number.isInteger(to) && Number(from) >= 0 && Number(to) < MOST_ORDINALS
}

function isDigests(value: unknown): boolean {
  return Array.isArray(value) && value.every((digest) => Number.isSafeInteger(digest))
}

function arePlaces(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isInteger))
  )
}
