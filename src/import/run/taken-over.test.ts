import { expect, it } from "vitest"
import { VirtualMachine } from "../../../tests/kit/virtual-machine.ts"
import { IterableImporter } from "../../delivery/iterable-importer.ts"
import { UpdateUserProfile } from "../../kinds/update-user-profile.ts"
import { silentLogger } from "../../platform/logger.ts"
import { fileSource } from "../../sources/file-source.ts"
import { ImportStoppedError } from "../import-stopped-error.ts"
import { runImport } from "./run-import.ts"

const CSV = `email\n\n${Array.from({ length: 40 }, (_, index) => `p${index}@example.com\n`).join("")}`

it("a run that was suspended and taken over sends no request, and says that there is nothing to do", async () => {
  const machine = new VirtualMachine()
  const { clock, disk } = machine
  const process = machine.start({ send: () => Promise.reject(new Error("unused")), close: async () => {} })
  const { platform } = process
  let requests = 0
  let sentBefore = 0
  const importer = new IterableImporter({
    connect: () => ({
      attempt: async () => {
        requests += 1
        await platform.clock.sleep(1_000)
        return {
          kind: "processed",
          rejected: new Map(),
          doubtful: [],
          createdFields: [],
          filteredOutFields: [],
        }
      },
      close: () => Promise.resolve(),
    }),
    clock: platform.clock,
    random: () => 0.5,
    logger: silentLogger,
    importName: "data.csv",
    ids: "derive",
    rateLimits: { users: 1 },
    maxRecordsPerRequest: 1,
    maxOutageMs: 60_000,
  })
  const takeOver = async (): Promise<void> => {
    await clock.sleep(5_500)
    const pause = process.pause(40_000)
    sentBefore = requests
    await clock.sleep(35_000)
    const other = machine.start({ send: () => Promise.reject(new Error("unused")), close: async () => {} })
    await other.platform.locks.lock("/state/data.csv")
    await disk.remove("/state/data.csv/rejects.ndjson")
    await pause
  }
  const happen = async (): Promise<unknown> => {
    const file = await disk.create("/in/data.csv")
    await file.write(CSV)
    await file.close()
    const taking = takeOver()
    const stopped = await runImport(
      {
        platform,
        source: fileSource({ filePath: "/in/data.csv", format: "csv" }, platform.files),
        importName: "data.csv",
        importer,
        stateDir: "/state",
        maxRejects: "off",
        report: false,
        logLevel: "off",
      },
      ({ email }) => {
        if (String(email).startsWith("p7")) throw new Error("no")
        return new UpdateUserProfile({ email: String(email) })
      },
    ).catch((error: unknown) => error)
    await taking
    return stopped
  }
  const stopped = await clock.run(happen())
  if (!(stopped instanceof ImportStoppedError)) throw stopped
  expect(stopped).toMatchObject({ code: "TAKEN_OVER", summary: { paths: {} } })
  expect(stopped.message).toMatch(/another process took the import over.* There is nothing to do here\.$/)
  expect(stopped.summary.lostRejects).toBeUndefined()
  expect(sentBefore).toBeGreaterThan(1)
  expect(requests).toBe(sentBefore)
})
