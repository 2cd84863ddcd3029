import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle } from "../../tools/bundle.js"

const SOURCE = fileURLToPath(new URL("../programs/part.js", import.meta.url))
/** Where packages are found from, and nothing is packed. */
const FOLDER = fileURLToPath(new URL("../../node_modules/.cache/iterable-data-import/", import.meta.url))

/** Builds `programs/part.js`, which looks into the library; gives its path. */
export async function partProgram() {
  await bundle({ part: SOURCE }, FOLDER)
  return join(FOLDER, "part.js")
}
