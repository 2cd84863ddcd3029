import { UsageError } from "../../../errors.ts"
import type { FaultRule } from "../../../sandbox/index.ts"

const SHORT = /^([a-z][a-z0-9-]*)(?::(\d+))?(?::(before|after))?(?:@([^@#/]+)%|#(\d+)|\/(\d+))?$/
const EXAMPLES = "status:500@2%, status:500:after@1%, reset#3, rate-limited/10, delay:2000@5%"

/**
 * Reads a value of `--fault`: KIND, with `:NUMBER` (a status, or milliseconds of delay), `:after` (the request is applied all the
 * same), and which requests it hits: `@P%` of them, `#N` the n-th, `/N` every n-th; or a whole rule as JSON.
 *
 * @throws {@link UsageError} if it is neither.
 */
export function parseFault(text: string): FaultRule {
  if (text.trim().startsWith("{")) return parseRule(text)
  const [, kind, number, when, percent, nth, every] = SHORT.exec(text.trim()) ?? []
  if (kind === undefined) throw wrong(text)
  const probability = percent === undefined ? undefined : Number(percent) / 100
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) throw wrong(text)
  const detail = number === undefined ? {} : { [kind === "delay" ? "delayMs" : "status"]: Number(number) }
  const rule = {
    fault: { kind, ...detail },
    ...(when === undefined ? {} : { when }),
    ...(probability === undefined ? {} : { probability }),
    ...(nth === undefined ? {} : { requestNumber: Number(nth) }),
    ...(every === undefined ? {} : { every: Number(every) }),
  }
  // Kinds and their details are the sandbox's to check; it says what is wrong with them.
  return rule as FaultRule
}

function parseRule(text: string): FaultRule {
  try {
    return JSON.parse(text) as FaultRule
  } catch {
    throw wrong(text)
  }
}

function wrong(text: string): UsageError {
  return new UsageError(
    `--fault ${JSON.stringify(text)} is not understood. Write for example ${EXAMPLES}, or a rule as JSON.`,
  )
}
