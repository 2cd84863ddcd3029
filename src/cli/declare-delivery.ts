import { InvalidArgumentError, Option } from "commander"
import type { Command } from "commander"

/** Declares the options that say where to send. */
export function declareDeliveryTarget(command: Command): Command {
  return command
    .option("--sandbox", "start a local stand-in for Iterable and import into it; no key needed")
    .option("--dry-run", "do everything except send; no key needed")
    .option("--api-key-env <NAME>", "environment variable that holds the API key (default: ITERABLE_API_KEY)")
    .option("--same-project", "go on with another API key than before: it is one of the same project")
    .addOption(
      new Option("--region <REGION>", "data center of the project: us or eu (default: us)").argParser(
        parseRegion,
      ),
    )
    .option("--base-url <URL>", "send to another server, for example to a running sandbox")
    .option(
      "--rate-limit <LIMITS>",
      "requests per second, such as users=5,events=10,purchases=200, or off (default: Iterable's documented limits)",
    )
    .option(
      "--rate-share <SHARE>",
      "share of the documented limits to use, such as 50%; the rest is left to other senders (default: 100%)",
    )
    .option(
      "--max-outage <TIME>",
      "stop after this long without one good answer, such as 2min or 1h (default: 10min, or 1min if the server was never reached at all)",
    )
}

function parseRegion(text: string): string {
  const region = text.toLowerCase()
  if (region === "us" || region === "eu") return region
  throw new InvalidArgumentError("Allowed choices are us, eu.")
}

/** Declares the options that say what to show. */
export function declareDeliveryOutput(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--log-level <LEVEL>",
        "what to write to log.ndjson in the import's directory: debug, info, warn, error or off (default: info)",
      ).choices(["debug", "info", "warn", "error", "off"]),
    )
    .option("--json", "print the summary as a JSON object on stdout")
    .option("-q, --quiet", "show only warnings and errors, neither progress nor summary")
    .option("-v, --verbose", "show what happens during the import, and more about unexpected errors")
}
