// node bench/programs/import-file.js KIND FILE STATE_DIR BASE_URL|dry-run: what a user of the library writes.
import { IterableDataImport } from "iterable-data-import"
import { measureSelf } from "../measure/measure-self.js"
import { MAP_FUNCTIONS } from "./map-functions.js"

const [kind, sourceFilePath, stateDir, target] = process.argv.slice(2)
measureSelf()
const dataImport = IterableDataImport.create({
  apiKey: "bench-key",
  sourceFilePath,
  stateDir,
  rateLimits: "off",
  ...(target === "dry-run" ? { dryRun: true } : { baseUrl: target }),
})
const { records } = await dataImport.run(MAP_FUNCTIONS[kind])
console.log(records.imported)
