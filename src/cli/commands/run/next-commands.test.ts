import { describe, expect, it } from "vitest"
import { nextCommands } from "./next-commands.ts"

const SERVER = { kind: "server", baseUrl: "http://localhost" } as const
const WITH_REJECTS = { status: "completed", paths: { rejects: "/x" } } as const

describe("nextCommands()", () => {
  it("goes on with what stopped, retries what was rejected, and has nothing for what is done, or was never real", () => {
    const commandsFor = (...args: [Parameters<typeof nextCommands>[0], Parameters<typeof nextCommands>[1]]) =>
      nextCommands(...args, "run", "retry").map(({ command }) => command)
    expect(commandsFor({ ...WITH_REJECTS, status: "stopped" }, SERVER)).toEqual(["run"])
    const stopReason = { code: "SOURCE_DAMAGED", message: "" }
    expect(commandsFor({ ...WITH_REJECTS, status: "stopped", stopReason }, SERVER)).toEqual(["run --restart"])
    for (const [code, command] of [
      ["TOO_MANY_REJECTS", "run --max-rejects off"],
      ["SOURCE_BROKEN", "run --resume-anyway"],
      ["OUTAGE", "run"],
    ] as const)
      expect(
        commandsFor({ ...WITH_REJECTS, status: "stopped", stopReason: { code, message: "" } }, SERVER),
      ).toEqual([command])
    expect(commandsFor(WITH_REJECTS, SERVER)).toEqual(["retry"])
    expect(commandsFor({ status: "completed", paths: {} }, SERVER)).toEqual([])
    expect(commandsFor(WITH_REJECTS, { kind: "sandbox" })).toEqual([])
    expect(commandsFor(WITH_REJECTS, { kind: "dry-run" })).toEqual([])
  })
})
