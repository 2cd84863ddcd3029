import { describe, expect, it } from "vitest"
import { inAll } from "../../../tests/kit/in-all.ts"
import type { Progress } from "../../index.ts"
import { ProgressMeter } from "./progress-meter.ts"

function progress(read: number, pending: number, rejected: number = 0, settledBefore: number = 0): Progress {
  return {
    settledBefore,
    records: { read, imported: read - pending - rejected, rejected, skipped: 0, unknown: 0, pending },
    bytesRead: read * 10,
    sizeBytes: 100_000,
    share: (read - pending) / 10_000,
    elapsedMs: 0,
    delivery: {
      requests: 3,
      inFlight: 1,
      bodyBytes: 0,
      retries: 0,
      throttled: 1,
      repaired: 2,
      answers: 2,
      answersMs: 300,
      channels: inAll({ requests: 0, throttled: 0 }, { users: { requests: 3, throttled: 1 } }),
      createdFields: [],
      filteredOutFields: [],
    },
  }
}

describe("ProgressMeter", () => {
  it("shows zeros before the first news, and trouble even then", () => {
    const meter = new ProgressMeter(0)
    meter.noteTrouble("no answer")
    expect(meter.view(100)).toMatchObject({
      fraction: undefined,
      records: 0,
      requests: 0,
      trouble: "no answer",
    })
  })

  it("shows the requests of the last seconds against what is allowed, for endpoints that have any", () => {
    const meter = new ProgressMeter(0)
    const at = (requests: number): Progress => {
      const { delivery, ...news } = progress(10, 0)
      if (delivery === undefined) throw new Error("There are no statistics.")
      const users = { requests, throttled: 0, perSecond: 4.9 }
      return { ...news, delivery: { ...delivery, channels: { ...delivery.channels, users } } }
    }
    expect(meter.view(1).paces).toEqual([])
    meter.note(at(1))
    // One request within a tenth of a second is not ten a second.
    expect(meter.view(100).paces).toEqual([{ endpoint: "users", perSecond: 1, limitPerSecond: 4.9 }])
    for (let second = 1; second <= 30; second++) {
      meter.note(at(second <= 15 ? second * 4 : 60 + second - 15))
      meter.view(second * 1_000)
    }
    expect(meter.view(30_000).paces[0]?.perSecond).toBeCloseTo(1)
  })

  it("guesses no time left before a request was answered, though a record was rejected already", () => {
    const meter = new ProgressMeter(0)
    const unanswered = (news: Progress): Progress =>
      news.delivery === undefined ? news : { ...news, delivery: { ...news.delivery, answers: 0 } }
    for (let second = 1; second <= 30; second++) {
      meter.note(unanswered(progress(1_001, 1_000, 1)))
      expect(meter.view(second * 1_000).leftMs).toBeUndefined()
    }
    meter.note(progress(6_000, 1_000, 1))
    // Half of it is done after 31 seconds.
    expect(meter.view(31_000).leftMs).toBeCloseTo(31_000, -3)
    const { delivery: _, ...untold } = progress(6_000, 1_000)
    const other = new ProgressMeter(0)
    other.note({ ...untold, delivery: undefined })
    expect(other.view(10_000).leftMs).toBeCloseTo(10_000, -3)
  })

  it("counts as done what is settled, not what is read", () => {
    const meter = new ProgressMeter(0)
    meter.note(progress(8_000, 4_000, 5))
    expect(meter.view(1_000)).toMatchObject({
      fraction: 0.4,
      records: 4_000,
      recordsPerSecond: 4_000,
      rejects: 5,
      requests: 3,
      throttled: 1,
      repaired: 2,
    })
  })

  it("shows the speed of the last ten seconds", () => {
    const meter = new ProgressMeter(0)
    for (let second = 1; second <= 30; second++) {
      meter.note(progress(second <= 15 ? second * 100 : 1_500 + (second - 15) * 10, 0))
      meter.view(second * 1_000)
    }
    expect(meter.view(30_000).recordsPerSecond).toBeCloseTo(10)
  })

  it("shows what goes wrong until something goes well again", () => {
    const meter = new ProgressMeter(0)
    meter.note(progress(100, 50))
    meter.noteTrouble("no answer")
    expect(meter.view(1).trouble).toBe("no answer")
    meter.note(progress(200, 150))
    expect(meter.view(2).trouble).toBe("no answer")
    meter.note(progress(200, 100))
    expect(meter.view(3).trouble).toBeUndefined()
  })

  it("has no time left to tell once it is stopping", () => {
    const meter = new ProgressMeter(0)
    meter.note(progress(1_000, 0))
    meter.view(1_000)
    expect(meter.view(3_000)).toMatchObject({ isStopping: false, leftMs: expect.any(Number) as number })
    meter.noteStopping()
    expect(meter.view(4_000)).toMatchObject({ isStopping: true, leftMs: undefined })
  })

  it("knows no share of a source without a size", () => {
    const meter = new ProgressMeter(0)
    meter.note({ ...progress(10, 0), share: undefined })
    expect(meter.view(5_000)).toMatchObject({ fraction: undefined, leftMs: undefined })
  })

  it("counts what earlier runs did as done, and not as speed", () => {
    const meter = new ProgressMeter(0)
    meter.note(progress(5_000, 0, 0, 5_000))
    meter.note(progress(6_000, 0, 0, 5_000))
    expect(meter.view(1_000)).toMatchObject({ fraction: 0.6, records: 6_000, recordsPerSecond: 1_000 })
    expect(meter.view(4_000).leftMs).toBeGreaterThan(4_000)
  })
})
