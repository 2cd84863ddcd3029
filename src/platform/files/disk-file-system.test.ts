import { existsSync } from "node:fs"
import { expect, it } from "vitest"
import { diskFileSystem } from "./disk-file-system.ts"

it.runIf(existsSync("/dev/full"))("errors of files that are open name the file, too", async () => {
  const file = await diskFileSystem.create("/dev/full")
  await expect(file.write("a")).rejects.toMatchObject({
    code: "ENOSPC",
    path: "/dev/full",
    message: "ENOSPC: no space left on device, write '/dev/full'",
  })
  await file.close()
})

it.runIf(existsSync("/proc/self/mem"))("so do those of files that are read", async () => {
  const file = await diskFileSystem.open("/proc/self/mem")
  await expect(file.read(0, 1)).rejects.toMatchObject({ path: "/proc/self/mem" })
  await file.close()
})
