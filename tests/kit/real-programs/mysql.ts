import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { createTable, succeeds } from "./real-program.ts"
import type { RealProgram } from "./real-program.ts"

/** What INTO OUTFILE does not write by itself. */
const HEADER = "SELECT 'note', 'email', 'again' UNION ALL "
const COMMAS = `FIELDS TERMINATED BY ','`
const WAYS: Readonly<Record<string, { readonly header: string; readonly how: string }>> = {
  "mysql-outfile.tsv": { header: HEADER, how: "" },
  "mysql-outfile-no-header.tsv": { header: "", how: "" },
  "mysql-outfile.csv": { header: HEADER, how: `${COMMAS} OPTIONALLY ENCLOSED BY '"'` },
  "mysql-outfile-enclosed.csv": {
    header: HEADER,
    how: `${COMMAS} ENCLOSED BY '"' LINES TERMINATED BY '\r\n'`,
  },
  "mysql-outfile-no-escapes.csv": { header: HEADER, how: `${COMMAS} ENCLOSED BY '"' ESCAPED BY ''` },
}

/** MySQL, that is MariaDB: `SELECT … INTO OUTFILE`, and what `mysql -B` prints; with a server of its own. */
export const MYSQL: RealProgram = {
  name: "mysql",
  isInstalled: () => succeeds("mariadbd", "--version") && succeeds("mariadb", "--version"),
  save: async (folder, files) => {
    const home = mkdtempSync(join(tmpdir(), "mysql-"))
    const socket = join(home, "socket")
    const own = [
      "--no-defaults",
      `--datadir=${home}/data`,
      ...(process.getuid?.() === 0 ? ["--user=root"] : []),
    ]
    execFileSync(
      "mariadb-install-db",
      [...own, "--auth-root-authentication-method=normal", "--skip-test-db"],
      { stdio: "ignore" },
    )
    const server = spawn(
      "mariadbd",
      [
        ...own,
        "--skip-networking",
        `--socket=${socket}`,
        `--pid-file=${home}/pid`,
        "--character-set-server=utf8mb4",
      ],
      { stdio: "ignore" },
    )
    const ended = once(server, "exit")
    const client = ["--no-defaults", `--socket=${socket}`, "--user=root", "--default-character-set=utf8mb4"]
    const ask = (more: readonly string[], input: string): Buffer =>
      execFileSync("mariadb", [...client, ...more], { input })
    try {
      while (server.exitCode === null && !existsSync(socket)) await sleep(50)
      for (const [name, rows] of files) {
        const table = `SET sql_mode = 'NO_BACKSLASH_ESCAPES'; CREATE DATABASE d; USE d; ${createTable(rows)} SET sql_mode = '';\n`
        // Without --binary-mode, CR LF in a statement becomes LF.
        ask(["--binary-mode"], table)
        const way = WAYS[name]
        if (way === undefined) writeFileSync(join(folder, name), ask(["--batch", "d"], "SELECT * FROM t"))
        else {
          const saved = join(home, name)
          ask(["d"], `${way.header}SELECT * FROM t INTO OUTFILE '${saved}' CHARACTER SET utf8mb4 ${way.how}`)
          copyFileSync(saved, join(folder, name))
        }
        ask([], "DROP DATABASE d")
      }
    } finally {
      server.kill()
      await ended
      rmSync(home, { recursive: true })
    }
  },
}
