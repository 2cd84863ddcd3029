// What the commands do, in one file of the build: loaded once one is called.
export { list } from "./list.ts"
export { retry } from "./retry.ts"
export { run } from "./run.ts"
export { sandbox } from "./sandbox.ts"
export { status } from "./status.ts"
