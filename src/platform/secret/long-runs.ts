/** Where a text holds something, from one index to the one before another. */
export type Range = readonly [start: number, end: number]

/** A set of characters, by their codes. */
export class Characters {
  readonly #isMember = new Uint8Array(129)
  readonly #inARow: RegExp

  /** @param pattern a class that matches each of them; all that are not ASCII are in the set, or none is */
  constructor(pattern: RegExp) {
    this.#inARow = new RegExp(`${pattern.source}*`, `${pattern.flags}y`)
    for (let code = 0; code <= 128; code += 1)
      this.#isMember[code] = pattern.test(String.fromCharCode(code)) ? 1 : 0
  }

  /** Where those end that begin at an index. */
  endOfRun(text: string, from: number): number {
    this.#inARow.lastIndex = from
    return this.#inARow.test(text) ? this.#inARow.lastIndex : from
  }

  /** Whether the character of that code is one. */
  has(code: number): boolean {
    return this.#isMember[code < 128 ? code : 128] === 1
  }
}

/** Whether so many of some characters stand in a row somewhere. */
export function hasLongRun(text: string, fewest: number, characters: Characters): boolean {
  return nextLongRun(text, fewest, characters, 0) !== undefined
}

/** All places where so many of some characters, or more, stand in a row. */
export function longRuns(text: string, fewest: number, characters: Characters): readonly Range[] {
  const runs: Range[] = []
  for (let from = 0; ;) {
    const run = nextLongRun(text, fewest, characters, from)
    if (run === undefined) return runs
    const end = characters.endOfRun(text, run[1])
    runs.push([run[0], end])
    from = end
  }
}

/** The first run that begins at an index or behind it: its start, and where so many of it end. */
function nextLongRun(text: string, fewest: number, characters: Characters, from: number): Range | undefined {
  // One of so many in a row stands at each place that is a multiple of their number: the rest need not be looked at.
  for (let at = from + fewest - 1; at < text.length; at += fewest) {
    if (!characters.has(text.charCodeAt(at))) continue
    let start = at
    const first = Math.max(from, at - fewest + 1)
    while (start > first && characters.has(text.charCodeAt(start - 1))) start -= 1
    let end = at + 1
    const last = Math.min(start + fewest, text.length)
    while (end < last && characters.has(text.charCodeAt(end))) end += 1
    if (end - start >= fewest) return [start, end]
  }
  return undefined
}
