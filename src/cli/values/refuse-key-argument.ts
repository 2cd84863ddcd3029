import { UsageError } from "../../errors.ts"

const KEY_OPTION = /^--?(api[-_]?key|key|token|password)(=|$)/i

/**
 * Refuses options that would carry the API key, without showing their value.
 *
 * @throws {@link UsageError} if there is one.
 */
export function refuseKeyArgument(args: readonly string[]): void {
  const end = args.indexOf("--")
  const options = end === -1 ? args : args.slice(0, end)
  const option = options.find((arg) => KEY_OPTION.test(arg))
  if (option === undefined) return
  throw new UsageError(
    [
      `The API key is never taken as an argument (${option.replace(/=.*/s, "")}): other users of this machine could see it in the process list, and it would stay in your shell's history.`,
      "Put it into the environment variable ITERABLE_API_KEY, or into another one and name that: --api-key-env NAME.",
    ].join("\n"),
  )
}
