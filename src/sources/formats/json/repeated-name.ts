const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/** The first name that comes twice in one object of valid JSON; `value` is what the JSON says. */
export function repeatedName(json: string, value: object): string | undefined {
  return nameCount(value) === colonCount(json) ? undefined : firstRepeated(json)
}

/** How many names all objects within a value have, and it itself. */
function nameCount(json: object): number {
  let count = 0
  const left: object[] = [json]
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const values: readonly unknown[] = Array.isArray(one) ? one : Object.values(one)
    if (!Array.isArray(one)) count += values.length
    for (const inner of values) if (typeof inner === "object" && inner !== null) left.push(inner)
  }
  return count
}

/** How many names are written, each of which has a colon behind it. */
function colonCount(json: string): number {
  let count = 0
  let isInText = false
  for (let at = 0; at < json.length; at += 1) {
    const unit = json.charCodeAt(at)
    if (unit === QUOTE) isInText = !isInText
    else if (unit === BACKSLASH) at += 1
    else if (unit === COLON && !isInText) count += 1
  }
  return count
}

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c

function firstRepeated(json: string): string | undefined {
  const open: Set<string>[] = []
  let text = ""
  for (const [token] of json.matchAll(TOKENS)) {
    if (token === "{" || token === "[") open.push(new Set())
    else if (token === "}" || token === "]") open.pop()
    else if (token === ":") {
      const name = JSON.parse(text) as string
      if (open.at(-1)?.has(name) === true) return name
      open.at(-1)?.add(name)
    } else if (token !== ",") text = token
  }
  return undefined
}
