import { execFileSync } from "node:child_process"
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createTable, succeeds } from "./real-program.ts"
import type { RealProgram } from "./real-program.ts"

const WAYS: Readonly<Record<string, string>> = {
  "postgres-text.tsv": "format text, header",
  "postgres.csv": "format csv, header",
  "postgres-quoted.csv": "format csv, header, force_quote *, delimiter ';'",
  "postgres-windows-1252.csv": "format csv, header, delimiter ';', encoding 'WIN1252'",
  "postgres-no-header.csv": "format csv",
}

/** `\copy` of psql, with a server of its own. */
export const POSTGRES: RealProgram = {
  name: "postgres",
  isInstalled: () => binaries() !== undefined && succeeds("psql", "--version"),
  save: (folder, files) => {
    const bin = binaries() ?? ""
    const home = mkdtempSync(join(tmpdir(), "postgres-"))
    // The server refuses to run as root.
    const isRoot = process.getuid?.() === 0
    const user = isRoot ? Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" })) : undefined
    if (user !== undefined) chownSync(home, user, user)
    chmodSync(home, 0o755)
    const run = (command: string, args: readonly string[], input?: string): void => {
      execFileSync(command, args, {
        cwd: home,
        input,
        stdio: ["pipe", "ignore", "inherit"],
        ...(user === undefined ? {} : { uid: user }),
      })
    }
    const data = join(home, "data")
    run(join(bin, "initdb"), [
      "--pgdata",
      data,
      "--username",
      "postgres",
      "--encoding",
      "UTF8",
      "--locale",
      "C",
      "--no-sync",
    ])
    const server = ["--pgdata", data, "--wait", "--log", join(home, "log")]
    run(join(bin, "pg_ctl"), [
      ...server,
      "--options",
      `-c listen_addresses='' -c unix_socket_directories=${home}`,
      "start",
    ])
    try {
      for (const [name, rows] of files) {
        const copy = `\\copy t to '${join(home, name)}' with (${WAYS[name]})\nDROP TABLE t;\n`
        run(
          "psql",
          ["--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--host", home, "--username", "postgres", "postgres"],
          createTable(rows) + copy,
        )
        copyFileSync(join(home, name), join(folder, name))
      }
    } finally {
      run(join(bin, "pg_ctl"), [...server, "--mode", "immediate", "stop"])
      rmSync(home, { recursive: true })
    }
  },
}

/** Where Debian has the programs of the server. */
function binaries(): string | undefined {
  const all = "/usr/lib/postgresql"
  const versions = existsSync(all) ? readdirSync(all) : []
  return versions.map((version) => join(all, version, "bin")).find((bin) => existsSync(join(bin, "initdb")))
}
