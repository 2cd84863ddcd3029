import { defineConfig } from "vitest/config"
import type { ViteUserConfig } from "vitest/config"

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: {
      "iterable-data-import/sandbox": new URL("src/sandbox/index.ts", import.meta.url).pathname,
      "iterable-data-import": new URL("src/index.ts", import.meta.url).pathname,
    },
  },
  test: {
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    typecheck: { enabled: false },
    restoreMocks: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

export default config
