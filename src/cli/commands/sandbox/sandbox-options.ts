import type { CommandLineOptions } from "../../../import/options/declared-option.ts"
import { parsePort } from "./parse-port.ts"

/** The options of `sandbox`. */
export interface SandboxOptions {
  readonly port?: number
  readonly fault?: readonly string[]
  readonly set?: readonly string[]
  /** The path of a file. */
  readonly config?: string
}

/** The declarations of {@link SandboxOptions}. */
export const SANDBOX_OPTIONS: CommandLineOptions<SandboxOptions> = {
  port: {
    flag: {
      syntax: "-p, --port <PORT>",
      commands: ["sandbox"],
      help: "port on 127.0.0.1",
      defaultText: "any free one",
      read: parsePort,
    },
  },
  fault: {
    flag: {
      syntax: "--fault <RULE>",
      commands: ["sandbox"],
      help: "a fault to inject repeatedly; may be given several times",
      readAll: (rules) => rules,
    },
  },
  set: {
    flag: {
      syntax: "--set <NAME=VALUE>",
      commands: ["sandbox"],
      help: "any option of the sandbox, with dots for nested ones; may be given several times",
      readAll: (settings) => settings,
    },
  },
  config: {
    flag: { syntax: "--config <FILE>", commands: ["sandbox"], help: "a JSON file of options" },
  },
}
