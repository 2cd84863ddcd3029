import { configDefaults, mergeConfig } from "vitest/config"
import type { ViteUserConfig } from "vitest/config"
import everything from "./vitest.config.ts"

/** What `npm run test:fast` leaves out, and `npm test` runs. */
const SLOW = [
  // They need a build or a browser.
  "tests/browser/**",
  "tests/cli/**",
  "tests/package/**",
  // Whole imports over real HTTP, in bad weather, of large files, killed again and again.
  "tests/chaos/**",
  "tests/integration/**",
  // Thousands of imports, pages, strings or processes.
  "tests/contract/sources.test.ts",
  "tests/simulation/lives/{import-taken-over,kept-rejects,killed-again,taken-over}.test.ts",
  "tests/simulation/{blocked,breaking-records,busy-server,learned-type,odd-answers,one-bad-record,pace}.test.ts",
  "src/delivery/kept-memory.test.ts",
  "src/platform/files/directory-lock.test.ts",
  "src/platform/secret/secret-scrubber.test.ts",
  "src/sources/file-source.test.ts",
  "src/sources/formats/json/read-json.test.ts",
  "src/rejects/{line-text,lists/rejects-csv-list,store/file-rejects-store}.test.ts",
  "src/report/report-page.test.ts",
  "src/sources/formats/csv/{csv-dialects,csv-scanner,read-csv}.test.ts",
  "src/sources/packings/gzip/gzip-packing.test.ts",
]

const config: ViteUserConfig = mergeConfig(everything, {
  test: {
    exclude: [...configDefaults.exclude, ...SLOW],
    // The test files of a worker share their modules: loading these for each anew would take most of the time.
    isolate: false,
    maxWorkers: "100%",
    // Of the simulations, the first seeds only.
    env: { SEEDS: process.env["SEEDS"] ?? "10" },
  },
} satisfies ViteUserConfig)

export default config
