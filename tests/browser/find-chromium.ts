import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliDecompressSync } from "node:zlib"

/** What starts a Chromium. */
export type FoundChromium =
  | { readonly executablePath: string; readonly env: Readonly<Record<string, string>> }
  | { readonly channel: "chrome" }

/**
 * A Chromium to test with: the one that `CHROMIUM_PATH` names, else, on Linux on x64, the one that comes with the dev dependencies, else the Chrome
 * of this machine, if it has one.
 */
export function findChromium(): FoundChromium {
  const named = process.env["CHROMIUM_PATH"]
  if (named !== undefined && named !== "") return { executablePath: named, env: environment() }
  return process.platform === "linux" && process.arch === "x64" ? packagedChromium() : { channel: "chrome" }
}

/** Unpacks the packaged Chromium once, beside where it was installed. It takes two seconds. */
function packagedChromium(): FoundChromium {
  const packageDirectory = dirname(
    dirname(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium")))),
  )
  const { version } = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8")) as {
    version: string
  }
  const directory = join(packageDirectory, "..", "..", ".cache", `chromium-${version}`)
  if (!existsSync(directory)) {
    const unfinished = `${directory}.${process.pid}`
    mkdirSync(unfinished, { recursive: true })
    const packed = (name: string): Buffer =>
      brotliDecompressSync(readFileSync(join(packageDirectory, "bin", name)))
    writeFileSync(join(unfinished, "chromium"), packed("chromium.br"), { mode: 0o755 })
    for (const name of ["al2023.tar.br", "fonts.tar.br"]) {
      execFileSync("tar", ["-x", "-C", unfinished], { input: packed(name) })
    }
    writeFileSync(join(unfinished, "own-fonts.conf"), fontsOf(directory))
    try {
      renameSync(unfinished, directory)
    } catch (error) {
      // Another process was faster.
      rmSync(unfinished, { recursive: true, force: true })
      if (!existsSync(directory)) throw error
    }
  }
  const executablePath = join(directory, "chromium")
  // The same font everywhere, also where there is none.
  const env = { ...environment(), FONTCONFIG_FILE: join(directory, "own-fonts.conf") }
  const runs = spawnSync(executablePath, ["--version"], { env }).status === 0
  return { executablePath, env: runs ? env : { ...env, LD_LIBRARY_PATH: join(directory, "lib") } }
}

function fontsOf(directory: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${directory}/fonts</dir><cachedir>${directory}/font-cache</cachedir></fontconfig>`
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
