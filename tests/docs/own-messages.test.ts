import { readFileSync, readdirSync } from "node:fs"
import ts from "typescript"
import { expect, it } from "vitest"
import { maskMessage } from "../../src/accounting/mask-value.ts"
import { ownMessageParts } from "../../src/accounting/own-message-parts.ts"

/** Where messages about records are made. */
const ROOMS = /^(?:answers|batches|delivery|endpoints|json|kinds|mapping|report|resources|retry|sources)\//
/** Messages about an import, a list or a request as a whole. */
const OTHERS =
  /^(?:Cannot |Could not|Iterable (?:refused the API key|does not allow|asks to wait|has not worked|answered 404)|The server |Too many |Nothing was imported|The map function returned nothing for|… holds no records|it was saved|it is no longer|… in |the system says|…, was removed|… and )/
const SECRET = "Quill-Zebra"
/** What is put into a hole to find out of what sort it is; the first one that fits is taken. */
const FILLINGS = [
  `"Ada ${SECRET}"`,
  `Ada ${SECRET}`,
  "dataFields.city",
  "7",
  "an array",
  "UserProfile",
  "column 7 (city)",
  "The text in city",
  "16 MiB",
  "7 bytes",
  "fields",
  "long",
  "room for 7 more",
  "record 7 (line 8)",
  "an array that holds null",
  "an UpdateUserProfile, a TrackPurchase",
  "email, userId",
  "the import has no journal",
  "users.csv",
  "symbol",
  "",
]

const CANNOT_BE_TOLD = "whether a later record about the same user is imported cannot be told, as "
const TO_RUN_NOW = ": to run this one now could put older values in place of newer ones"

interface Message {
  readonly place: string
  /** The words, and between them what is put in. */
  readonly words: readonly string[]
}

const messages = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => ROOMS.test(path) && /(?<!\.test|\.d)\.ts$/.test(path))
  .flatMap((path) => messagesIn(path))

function messagesIn(path: string): readonly Message[] {
  const file = ts.createSourceFile(path, readFileSync(`src/${path}`, "utf8"), ts.ScriptTarget.Latest, true)
  const found: Message[] = []
  const visit = (node: ts.Node): void => {
    const own = wordsOf(node)
    const words = own === undefined ? undefined : messageOf(node, own)
    const text = words?.join("…") ?? ""
    if (words !== undefined && /[a-z] [a-z]/i.test(text) && !OTHERS.test(text))
      found.push({ place: `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`, words })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function wordsOf(node: ts.Node): readonly string[] | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text]
  if (!ts.isTemplateExpression(node)) return undefined
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
}

/** The message of a rejection that a text becomes, by what it is named, or what it is given to; undefined if it becomes none. */
function messageOf(node: ts.Node, words: readonly string[]): readonly string[] | undefined {
  const { parent } = node
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) {
    const name = parent.initializer === node ? parent.name.getText() : ""
    if (name === "message") return words
    return name === "why" && words.join("").includes(" ") ? cannotBeTold(words) : undefined
  }
  if (ts.isArrowFunction(parent))
    return node.getSourceFile().fileName.endsWith("row-problem.ts") ? words : undefined
  if (ts.isNewExpression(parent)) {
    const at = { ResourceError: 0, LineProblem: 1 }[parent.expression.getText()]
    return at !== undefined && parent.arguments?.[at] === node ? words : undefined
  }
  if (ts.isCallExpression(parent) && ["mayOverwrite", "failed"].includes(parent.expression.getText()))
    return cannotBeTold(words)
  const isListed =
    ts.isArrayLiteralExpression(parent) && parent.parent.parent.getText().startsWith("CATEGORIES")
  return isListed ? [`${words.join("")}: `, ""] : undefined
}

/** Why it cannot be told whether a retry would overwrite a newer value is a part of a message. */
function cannotBeTold(why: readonly string[]): readonly string[] {
  const last = why.length - 1
  return why.map((words, index) =>
    [index === 0 ? CANNOT_BE_TOLD : "", words, index === last ? TO_RUN_NOW : ""].join(""),
  )
}

/** The message with something in each hole, so that it is known as one of ours; undefined if it never is. */
function filled(words: readonly string[]): string | undefined {
  const tries = words
    .slice(1)
    .reduce<readonly string[]>(
      (starts, word) => starts.flatMap((start) => FILLINGS.map((filling) => start + filling + word)),
      [words[0] ?? ""],
    )
  return tries.find((text) => ownMessageParts(text) !== undefined)
}

it("finds the messages", () => {
  expect(messages.length).toBeGreaterThan(50)
})

it.each(messages.map(({ place, words }) => [place, words.join("…"), words] as const))(
  "%s: the report shows its words, and no value: %s",
  (place, _text, words) => {
    const message = filled(words)
    expect(message, "it is none of OWN_MESSAGES").toBeDefined()
    const masked = maskMessage(message ?? "")
    for (const part of words) expect(masked).toContain(part)
    // Where the file lies is no secret.
    if (!place.startsWith("rejects/newer/source-again.ts")) expect(masked).not.toContain(SECRET)
  },
)
