import { FileFormat, IterableDataImport, UpdateUserProfile, UserProfile } from "iterable-data-import"
import type { ImportAction, SourceDataRecord } from "iterable-data-import"

function mapFunction(record: SourceDataRecord): ImportAction {
  const user = new UserProfile({
    email: record.email,
    userId: record.id,
    dataFields: { ltv: Number(record.lifetime_value) },
  })
  return new UpdateUserProfile(user)
}

const dataImport = IterableDataImport.create({
  apiKey: "some_api_key",
  sourceFilePath: new URL("data.csv", import.meta.url),
  sourceFileFormat: FileFormat.CSV,
})
const summary = await dataImport.run(mapFunction)
console.log(`${summary.records.imported} of ${summary.records.read} records imported`)
