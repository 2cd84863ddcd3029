import type { CommandLineOptions } from "../../import/options/declared-option.ts"

/** Which map function the commands that import use. */
export interface MapOptions {
  readonly map?: string
}

/** The declarations of {@link MapOptions}. */
export const MAP_OPTIONS: CommandLineOptions<MapOptions> = {
  map: {
    flag: {
      syntax: "-m, --map <MAP>",
      commands: ["run", "retry"],
      help: "file whose default export is the map function: .ts, .js, .mjs, .cjs",
      isKeptForRetry: true,
    },
  },
}
