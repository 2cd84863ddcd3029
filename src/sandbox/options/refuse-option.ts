import { inspect } from "node:util"

/** Refuses an option with a value that it does not take. */
export function refuseOption(name: string, value: unknown, wanted: string): never {
  const shown = typeof value === "string" ? JSON.stringify(value) : inspect(value)
  throw new TypeError(`Cannot set up the sandbox: ${name} is ${shown}; it takes ${wanted}.`)
}

/** Refuses a name that is not known. */
export function refuseName(what: string, name: string): never {
  throw new TypeError(`Cannot set up the sandbox as the ${what} is not known: ${name}`)
}
