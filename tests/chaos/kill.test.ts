import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { Dice } from "../kit/seeded-random.ts"
import { CHAOS_CASES } from "./chaos-case.ts"
import { ChaosImport } from "./chaos-import.ts"

const SEED = Number(process.env["SEED"] ?? 1)
const KILLS = Number(process.env["KILLS"] ?? 52)
/** Of the largest import; the others have a share of it. */
const RECORDS = Number(process.env["RECORDS"] ?? 200_000)

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "chaos-"))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

it(
  `imports that are killed ${KILLS} times come to the same as undisturbed ones (SEED=${SEED})`,
  { timeout: 7_200_000 },
  async () => {
    const dice = new Dice(SEED)
    const all = CHAOS_CASES.map(async (chaosCase) => {
      const own = new Dice(dice.between(1, 1_000_000_000))
      const chaos = await ChaosImport.start(chaosCase, RECORDS, folder)
      try {
        const wrongs = await chaos.finish(Math.ceil(KILLS / CHAOS_CASES.length), own)
        return { name: chaosCase.name, chaos, wrongs: [...wrongs, ...(await chaos.wrongs())] }
      } finally {
        await chaos.stop()
      }
    })
    const ended = await Promise.all(all)
    const report = ended.map(({ chaos, name }) => `${name}: ${chaos.kills} kills, ${chaos.resumed} resumed`)
    console.info(`SEED=${SEED}: ${report.join("; ")}`)
    for (const { name, wrongs } of ended) expect.soft(wrongs, `${name}, SEED=${SEED}`).toEqual([])
    const kills = ended.reduce((sum, { chaos }) => sum + chaos.kills, 0)
    expect(kills).toBeGreaterThanOrEqual(KILLS)
    const resumed = ended.reduce((sum, { chaos }) => sum + chaos.resumed, 0)
    expect(resumed).toBeGreaterThanOrEqual(CHAOS_CASES.length)
  },
)
