import { readFileSync, readdirSync } from "node:fs"
import ts from "typescript"
import { expect, it } from "vitest"

/** Where messages about records are made. */
const ROOMS =
  /^(?:accounting|answers|batches|delivery|endpoints|import\/checkpoint|json|kinds|mapping|rejects|resources|sources|state)\//

const paths = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
  (path) => ROOMS.test(path) && /(?<!\.test|\.d)\.ts$/.test(path),
)

/** What is said of a record as a plain text, of which nobody knows what in it is a value; and how often `say` is used. */
function messagesIn(
  path: string,
  text: string,
): { readonly plain: readonly string[]; readonly said: number } {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const plain: string[] = []
  let said = 0
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "say") said += 1
    if (isAboutRecord(node) && isText(saidBy(node)))
      plain.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`)
    if (ts.isNewExpression(node)) {
      const at = { ResourceError: 0, LineProblem: 1 }[node.expression.getText()]
      if (at !== undefined && isText(node.arguments?.[at]))
        plain.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { plain, said }
}

type MessageMember = ts.PropertyAssignment | ts.ShorthandPropertyAssignment

/** What a member is set to; of a short one, what the nearest variable of its name was set to. */
function saidBy(node: MessageMember): ts.Node | undefined {
  if (ts.isPropertyAssignment(node)) return node.initializer
  let found: ts.Node | undefined
  const look = (inner: ts.Node): void => {
    if (ts.isVariableDeclaration(inner) && inner.name.getText() === "message") found = inner.initializer
    ts.forEachChild(inner, look)
  }
  for (let at: ts.Node = node; found === undefined && !ts.isSourceFile(at); at = at.parent)
    if (ts.isBlock(at)) look(at)
  return found
}

/** Whether a member is the message of a rejection, of an outcome that is unknown, or of a problem. */
function isAboutRecord(node: ts.Node): node is MessageMember {
  if (
    !(ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) ||
    node.name.getText() !== "message"
  )
    return false
  const members = node.parent.properties.map((member) => member.getText())
  const isRefused = members.some((member) =>
    /^kind: "(?:stop|refused|changed|touched|unreadable|outage)"/.test(member),
  )
  return members.some((member) => /^(?:code|stage)\b/.test(member)) && !isRefused && !isOfRun(node)
}

/** Whether it is why a run stopped, or did nothing. */
const isOfRun = ({ parent }: MessageMember): boolean =>
  /code: (?:STOP|"[A-Z_]+"|"(?:no-records|all-skipped|all-rejected)")/.test(parent.getText())

function isText(node: ts.Node | undefined): boolean {
  return (
    node !== undefined &&
    (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node))
  )
}

it("finds what is said as a plain text", () => {
  const found = (text: string): unknown => messagesIn("a.ts", text).plain
  expect(found('const a = { stage: "map", code: "c", message: `not ${value}` }')).toEqual(["a.ts:1"])
  expect(found('const a = { code: "c", message: "no" }')).toEqual(["a.ts:1"])
  expect(found('function f() { const message = "no"; return { code: "c", message } }')).toEqual(["a.ts:1"])
  expect(found("new ResourceError(`${field} is missing`, field)")).toEqual(["a.ts:1"])
  expect(found('const a = { code: "c", ...say`no` }')).toEqual([])
})

it("says all of a record with templates that know what in them is a value", () => {
  const found = paths.map((path) => messagesIn(path, readFileSync(`src/${path}`, "utf8")))
  expect(found.flatMap(({ plain }) => plain)).toEqual([])
  expect(found.reduce((sum, { said }) => sum + said, 0)).toBeGreaterThan(70)
})
