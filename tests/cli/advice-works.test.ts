import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, it, onTestFinished, vi } from "vitest"
import { startSandbox } from "iterable-data-import/sandbox"
import { cli, folderWith } from "./command-line.ts"

vi.setConfig({ testTimeout: 120_000 })

const MAP = `import { UpdateUserProfile } from "iterable-data-import"
export default (record) => new UpdateUserProfile({ email: record.email, dataFields: { name: record.name } })
`
const LONG_ID = `{"email":"a@example.com","name":12345678901234567891}\n`

/** What goes wrong, what the message advises, and how many users there are once that was typed. */
interface Advised {
  readonly name: string
  readonly text: string | Buffer
  /** What was typed at first. */
  readonly typed?: readonly string[]
  /** The flags that are advised, as the message says them, one after the other. */
  readonly advice: readonly RegExp[]
  readonly users: number
}

it.each<[string, Advised]>([
  [
    "no header",
    {
      name: "u.csv",
      text: "a@example.com,Anna\nb@example.com,Bert\n",
      advice: [/--columns email,name/],
      users: 2,
    },
  ],
  [
    "a header with other delimiters than the rows",
    {
      name: "u.csv",
      text: "email,name\na@example.com;Anna\nb@example.com;Bert\n",
      advice: [/--delimiter semicolon/, /--skip-lines 1/, /--columns email,name/],
      users: 2,
    },
  ],
  [
    "the wrong delimiter",
    {
      name: "u.csv",
      text: "email\tname\na@example.com\tAnna\nb@example.com\tBert\n",
      typed: ["--delimiter", "comma"],
      advice: [/--delimiter tab/],
      users: 2,
    },
  ],
  [
    "the wrong delimiter, a quoted header",
    {
      name: "u.csv",
      text: '"email;name"\n"a@example.com;Anna"\n"b@example.com;Bert"\n',
      typed: ["--delimiter", "tab"],
      advice: [/--delimiter semicolon/],
      users: 2,
    },
  ],
  [
    "a title",
    {
      name: "u.csv",
      text: "Our customers,,\nemail,name,x\na@example.com,Anna,1\nb@example.com,Bert,2\n",
      advice: [/--skip-lines 1/],
      users: 2,
    },
  ],
  [
    "short rows",
    {
      name: "u.csv",
      text: "email,name,plan\na@example.com,Anna\nb@example.com,Bert\n",
      advice: [/--short-rows fill/],
      users: 2,
    },
  ],
  [
    "CSV under another name",
    {
      name: "u.ndjson",
      text: "email,name\na@example.com,Anna\nb@example.com,Bert\n",
      advice: [/--format csv/],
      users: 2,
    },
  ],
  [
    "NDJSON under another name",
    {
      name: "u.csv",
      text: '{"email":"a@example.com"}\n{"email":"b@example.com"}\n',
      advice: [/--format ndjson/],
      users: 2,
    },
  ],
  [
    "a name that says nothing of the format",
    { name: "u.data", text: "email\na@example.com\n", advice: [/--format csv/], users: 1 },
  ],
  [
    "numbers of many digits",
    {
      name: "u.ndjson",
      text: LONG_ID.repeat(2),
      advice: [/--big-integers string/],
      users: 1,
    },
  ],
  [
    "records further inside",
    {
      name: "u.json",
      text: '[[{"email":"a@example.com"}],[1]]',
      advice: [/--json-path data\.items/],
      users: 0,
    },
  ],
  ["no records", { name: "u.csv", text: "email,name\n", advice: [/--allow-empty/], users: 0 }],
])("what is advised works as it is typed: %s", async (_, { advice, name, text, typed = [], users }) => {
  const { sandbox, url, close } = await startSandbox()
  onTestFinished(close)
  const cwd = await folderWith({ "map.mjs": MAP })
  await writeFile(join(cwd, name), text)
  const type = async (more: readonly string[]): Promise<{ exitCode: number | null; output: string }> => {
    const args = ["run", name, "--map", "map.mjs", "--base-url", url, ...more]
    const { exitCode, stderr, stdout } = await cli(args, { cwd, env: { ITERABLE_API_KEY: "k" } })
    return { exitCode, output: stdout + stderr }
  }
  const first = await type(typed)
  const flags = advice.map(
    (flag) => flag.exec(first.output)?.[0] ?? `not advised: ${String(flag)} in ${first.output}`,
  )
  expect(first.exitCode).not.toBe(0)
  const again = await type(flags.flatMap((flag) => flag.split(" ")))
  expect(again.output).not.toContain("not advised")
  if (users > 0) expect(again).toMatchObject({ exitCode: 0 })
  expect(sandbox.counts().users).toBe(users)
})
