import { UpdateUserProfile } from "../../src/index.ts"
import type { DataSource, Importer, MapFunction } from "../../src/index.ts"
import { fileSource } from "../../src/sources/file-source.ts"

/** A user, whose city may be unknown. */
export interface CityRow {
  readonly id: string
  readonly city: string
}

/** Takes everything. */
export const TAKING: Importer = {
  async *deliver(...[actions]: Parameters<Importer["deliver"]>): ReturnType<Importer["deliver"]> {
    for await (const array of actions) yield array.map((place) => ({ place, outcome: { kind: "accepted" } }))
  },
}

/** Rejects the users whose city is `?`; `onImported` is told of the others. */
export function cityMap(onImported?: (row: CityRow) => void): MapFunction<CityRow> {
  return (row) => {
    const { city, id } = row
    if (city === "?") throw new Error("no such city")
    onImported?.(row)
    return new UpdateUserProfile({ userId: id, dataFields: { city } })
  }
}

/** A file of such users. */
export function citySource(options: Parameters<typeof fileSource>[0]): DataSource<CityRow> {
  return fileSource(options) as unknown as DataSource<CityRow>
}
