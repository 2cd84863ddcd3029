import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundleModules } from "../../tools/bundle.js"

const SOURCE = fileURLToPath(new URL("../programs/part.js", import.meta.url))
/** Within the package, so that it finds what the package needs, and the package itself. */
const FOLDER = fileURLToPath(new URL("../.built/", import.meta.url))

/** Builds `programs/part.js`, which looks into the library; gives its path. */
export async function partProgram() {
  await bundleModules({ part: SOURCE }, FOLDER)
  return join(FOLDER, "part.js")
}
