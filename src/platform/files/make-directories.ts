import { mkdir, stat } from "node:fs/promises"
import { dirname, resolve } from "node:path"

/**
 * Makes a directory and those above it, as far as they are missing, for the owner's eyes only.
 *
 * Node.js can do so itself, but tries for ever where nothing can be made, as under `/proc`.
 *
 * @returns those that were made, the topmost first
 * @throws the error of the operating system, as Node.js gives it, if one cannot be made, or no directory stands at its path.
 */
export async function makeDirectories(path: string): Promise<readonly string[]> {
  const directory = resolve(path)
  try {
    return await makeOne(directory)
  } catch (error) {
    const above = dirname(directory)
    if (codeOf(error) !== "ENOENT" || above === directory) throw error
    return [...(await makeDirectories(above)), ...(await makeOne(directory))]
  }
}

async function makeOne(directory: string): Promise<readonly string[]> {
  try {
    await mkdir(directory, { mode: 0o700 })
    return [directory]
  } catch (error) {
    // Some file systems cannot be written to, and say so before they look what is there.
    if (codeOf(error) !== "ENOENT" && (await isDirectory(directory))) return []
    throw error
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : ""
}
