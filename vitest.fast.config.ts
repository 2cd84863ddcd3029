import { configDefaults, mergeConfig } from "vitest/config"
import type { ViteUserConfig } from "vitest/config"
import everything from "./vitest.config.ts"

/** What `npm run test:fast` leaves out, and `npm test` runs. */
const SLOW = [
  // They need a build or a browser.
  "tests/browser/**",
  "tests/cli/**",
  "tests/package/**",
  // Kills, bad weather, large files.
  "tests/chaos/**",
  "tests/integration/{bad-sockets,ids,large-files,many-actions,storm,weather}.test.ts",
  // Thousands of imports, or of strings.
  "tests/simulation/{breaking-records,learned-type,pace}.test.ts",
  "src/platform/secret/secret-scrubber.test.ts",
]

const config: ViteUserConfig = mergeConfig(everything, {
  test: {
    exclude: [...configDefaults.exclude, ...SLOW],
    // The test files of a worker share their modules: loading these for each anew would take most of the time.
    isolate: false,
    // Of the simulations, the first seeds only.
    env: { SEEDS: process.env["SEEDS"] ?? "50" },
  },
} satisfies ViteUserConfig)

export default config
