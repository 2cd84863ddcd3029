// Loaded into a child process: says at its end how much memory it took at most, on a channel of its own.
import { writeFileSync } from "node:fs"

process.on("exit", () => writeFileSync(process.env.MEMORY_REPORT, String(process.resourceUsage().maxRSS)))
