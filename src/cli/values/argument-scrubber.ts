import { secretScrubber } from "../../platform/secret/secret-scrubber.ts"
import type { Scrub } from "../../platform/secret/secret-scrubber.ts"
import { DEFAULT_KEY_VARIABLE } from "./read-api-key.ts"

/** Iterable's keys are 32 hexadecimal digits. */
const KEY = /^(?:--?[\w-]+=)?([\da-f]{32})$/i

/** Takes out of messages what may be an API key: those in the environment that are meant, and arguments that look like one. */
export function argumentScrubber(args: readonly string[], env: Readonly<NodeJS.ProcessEnv>): Scrub {
  const names = [DEFAULT_KEY_VARIABLE, ...args.map((arg) => arg.replace("--api-key-env=", ""))]
  const secrets = [
    ...names.flatMap((name) =>
      /^\w+$/.test(name) && Object.hasOwn(env, name) ? (env[name]?.trim() ?? []) : [],
    ),
    ...args.flatMap((arg) => KEY.exec(arg)?.[1] ?? []),
  ]
  const scrubs = [...new Set(secrets)].map((secret) => secretScrubber(secret))
  return (text) => scrubs.reduce((left, scrub) => scrub(left), text)
}
