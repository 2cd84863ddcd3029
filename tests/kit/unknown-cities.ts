import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { IterableDataImport, UpdateUserProfile } from "../../src/index.ts"
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
    for await (const array of actions)
      yield array.map((action) => ({ action, outcome: { kind: "accepted" } }))
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

/** Imports such users from a file `users.csv` in a folder, with the state directory `state` beside it. */
export async function importCities(
  folder: string,
  text: string,
  mapFunction: MapFunction<CityRow>,
): Promise<void> {
  const filePath = join(folder, "users.csv")
  writeFileSync(filePath, text)
  const dataImport = new IterableDataImport<CityRow>({
    source: citySource({ filePath, format: "csv" }),
    name: "users.csv",
    importer: TAKING,
    stateDir: join(folder, "state"),
    maxRejects: "off",
    report: false,
    logLevel: "off",
  })
  await dataImport.run(mapFunction)
}
