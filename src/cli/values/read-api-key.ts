import { UsageError } from "../../errors.ts"

/** The variable that holds the key where no other is named. */
export const DEFAULT_KEY_VARIABLE = "ITERABLE_API_KEY"

/**
 * Takes the API key out of the environment.
 *
 * @throws {@link UsageError} if the variable is not set; the message never shows what could be a key.
 */
export function readApiKey(
  env: Readonly<NodeJS.ProcessEnv>,
  variable: string = DEFAULT_KEY_VARIABLE,
): string {
  if (env[variable] === undefined && !looksLikeName(variable)) {
    throw new UsageError(
      "--api-key-env takes the name of an environment variable, not the key itself, for example: --api-key-env ITERABLE_EU_KEY",
    )
  }
  const key = env[variable]?.trim() ?? ""
  if (key !== "") return key
  const state = env[variable] === undefined ? "not set" : "empty"
  throw new UsageError(
    [
      `The API key is missing: the environment variable ${variable} is ${state}.`,
      "Create a key of the kind Server-side in Iterable (Integrations > API Keys), and set the variable to it.",
      "To try the import without a key, add --sandbox (a local stand-in for Iterable) or --dry-run (nothing is sent).",
    ].join("\n"),
  )
}

/** Names are in capitals; Iterable's keys are 32 hexadecimal digits. */
function looksLikeName(text: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(text) && !/^[\dA-F]{32}$/.test(text)
}
