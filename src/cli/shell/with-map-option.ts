const MAP_FILE = /\.[cm]?[jt]s$/
const MAP_OPTION = /^(?:-m|--map)/

/** The arguments with `--map` before what looks like a map file, for calls that have one and lack the option; undefined for others. */
export function withMapOption(args: readonly string[]): readonly string[] | undefined {
  if (args.some((arg) => MAP_OPTION.test(arg))) return undefined
  const at = args.findIndex((arg) => MAP_FILE.test(arg) && !arg.startsWith("-"))
  return at === -1 ? undefined : [...args.slice(0, at), "--map", ...args.slice(at)]
}
