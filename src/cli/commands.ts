// What the commands do, in one file of the build: loaded once one is called.
export { list } from "./commands/list.ts"
export { retry } from "./commands/retry.ts"
export { run } from "./commands/run.ts"
export { sandbox } from "./commands/sandbox.ts"
export { status } from "./commands/status.ts"
