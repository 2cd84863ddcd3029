import { expect, it } from "vitest"
import { live } from "./live.ts"
import { storyOf } from "./story.ts"
import type { Story, StoryRecord } from "./story.ts"
import { storyViolations } from "./story-violations.ts"

const FIRST_SEED = Number(process.env["SEED"] ?? 1)
const SEEDS = Number(process.env["SEEDS"] ?? 300)

/** The same with updates only: no ids, no doubles, and each record may overwrite what another one of its user says. */
function ofUpdates(story: Story): Story {
  const records = story.records.map((record): StoryRecord => ({ ...record, kind: "user" }))
  return { ...story, records }
}

it(
  `no retry puts an older value in place of a newer one under ${SEEDS} seeds`,
  { timeout: 60_000 + SEEDS * 2_000 },
  async () => {
    const broken: string[] = []
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS && broken.length < 5; seed += 1) {
      const wrong = await live(ofUpdates(storyOf(seed))).then(storyViolations, (error: unknown) => [
        String(error),
      ])
      if (wrong.length > 0) broken.push(`SEED=${seed} SEEDS=1: ${wrong.slice(0, 5).join("; ")}`)
    }
    expect(broken).toEqual([])
  },
)

const user = (seq: number, bad: StoryRecord["bad"] = "", email: string = "ada@example.com"): StoryRecord => ({
  seq,
  kind: "user",
  email,
  rightEmail: email,
  guest: "",
  at: "",
  value: `v${seq}`,
  bad,
})

/** One import that is not disturbed, and a retry after each list of numbers was corrected. */
function plainStory(
  records: readonly StoryRecord[],
  retries: Story["retries"],
  others: Partial<Story> = {},
): Story {
  return {
    seed: 1,
    format: "ndjson",
    records,
    ids: "derive",
    maxRecordsPerRequest: 1_000,
    faults: [],
    latencyMs: 100,
    lives: [{ map: 1 }],
    retries,
    losesSource: false,
    ...others,
  }
}

const CORRECTED = { map: 2, corrects: "ndjson", share: 1 } as const

it.each(["type", "throws", "unreadable"] as const)(
  "leaves out a record that failed by %s and is followed by one of its user, and no other",
  async (bad) => {
    const records = [user(1, bad), user(2), user(3, bad, "bob@example.com"), user(4, "", "eve@example.com")]
    const lived = await live(plainStory(records, [CORRECTED, CORRECTED]))
    expect(storyViolations(lived)).toEqual([])
    expect([...lived.codes]).toEqual([[1, "overwrites-newer"]])
    expect(lived.sandbox.user({ email: "ada@example.com" })?.dataFields["last"]).toBe(2)
    expect(lived.sandbox.user({ email: "bob@example.com" })?.dataFields["last"]).toBe(3)
  },
)

it("remembers, also after a stop and without the source, whom it tried to update, and who was updated since", async () => {
  const records = [
    user(1, "type"),
    user(2),
    user(3, "type", "bob@example.com"),
    user(4, "", "eve@example.com"),
  ]
  for (const lives of [[{ map: 1 }], [{ map: 1, abortAfterMs: 250 }, { map: 1 }]] as const) {
    const lived = await live(
      plainStory(records, [CORRECTED], { losesSource: true, lives, maxRecordsPerRequest: 1 }),
    )
    expect(lived.ends.map(({ kind }) => kind)).toEqual(
      lives.length === 1 ? ["finished"] : ["stopped", "finished"],
    )
    expect(storyViolations(lived)).toEqual([])
    expect([...lived.codes]).toEqual([[1, "overwrites-newer"]])
    expect(lived.sandbox.user({ email: "bob@example.com" })?.dataFields["last"]).toBe(3)
  }
})
