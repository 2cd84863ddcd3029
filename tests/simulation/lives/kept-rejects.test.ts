import { expect, it } from "vitest"
import type { Summary } from "../../../src/accounting/summary.ts"
import { runImport } from "../../../src/import/run/run-import.ts"
import { UpdateUserProfile } from "../../../src/index.ts"
import { createSandbox } from "../../../src/sandbox/index.ts"
import { fileSource } from "../../../src/sources/file-source.ts"
import { readImportRecord } from "../../../src/state/import-record.ts"
import { sandboxHttp } from "../../kit/sandbox-http.ts"
import { VirtualMachine } from "../../kit/virtual-machine.ts"
import type { Kill } from "../../kit/virtual-machine.ts"
import { storyImporter } from "./story-importer.ts"

const CSV = "email,n\na@example.com,1\nb@example.com,2\nc@example.com,3\n"

/** Imports a file from its beginning; each run rejects a record. */
async function begin(machine: VirtualMachine, kill?: Kill): Promise<Summary | undefined> {
  const { clock } = machine
  const sandbox = createSandbox({ seed: 1, now: () => clock.now() })
  const process = machine.start(sandboxHttp({ sandbox, clock, random: () => 0.5 }), kill)
  const { platform } = process
  const ended = runImport(
    {
      platform,
      source: fileSource({ filePath: "/in/data.csv", format: "csv" }, platform.files),
      importName: "data.csv",
      importer: storyImporter({ format: "csv", ids: "derive", maxRecordsPerRequest: 10 }, process, () => 0.5),
      stateDir: "/state",
      restart: true,
      maxRejects: "off",
      report: false,
      logLevel: "off",
    },
    ({ email, n }) => {
      if (n === "2") throw new Error("not yet")
      return new UpdateUserProfile({ email: String(email) })
    },
  )
  const summary = await Promise.race([ended, process.killed.then(() => undefined)])
  process.kill()
  return summary
}

it("a list that was set aside is named by a later run, or was by the one that did so, whenever that is killed", async () => {
  const forgotten: string[] = []
  let isKilled = true
  for (let step = 0; isKilled; step += 1)
    for (const done of ["nothing", "part", "all"] as const) {
      const machine = new VirtualMachine()
      const { clock, disk } = machine
      const happen = async (): Promise<void> => {
        const file = await disk.create("/in/data.csv")
        await file.write(CSV)
        await file.close()
        await begin(machine)
        await clock.sleep(5_000)
        isKilled = (await begin(machine, { step, done })) === undefined
        const record = await readImportRecord("/state/data.csv", disk)
        await clock.sleep(5_000)
        const setAside = [...disk.seen.keys()].filter((path) => /rejects\.\d{4}-.*(csv|ndjson)$/.test(path))
        const summary = await begin(machine)
        const named = new Set([...(record?.summary?.keptRejects ?? []), ...(summary?.keptRejects ?? [])])
        for (const path of setAside) if (!named.has(path)) forgotten.push(`step ${step}, ${done}: ${path}`)
        if (new Set(summary?.keptRejects).size !== (summary?.keptRejects ?? []).length)
          forgotten.push(`step ${step}, ${done}: named twice`)
        const left = [...disk.seen.keys()].filter((path) => path.includes("kept-rejects"))
        if (left.length > 0) forgotten.push(`step ${step}, ${done}: left behind: ${left.join()}`)
      }
      await clock.run(happen())
    }
  expect(forgotten).toEqual([])
})
