/** What stands in dates beside digits: months, days, halves of a day, and time zones. */
const WORDS =
  /(?<![a-z])(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|am|pm|utc|gmt|t|z)(?![a-z])/gi
const DIGITS_AND_SEPARATORS = /^[\d\s.,:;/+()_-]*\d[\d\s.,:;/+()_-]*$/
const TIME = /(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?/g
const ORDERS: readonly (readonly [name: string, year: number, month: number, day: number])[] = [
  ["ymd", 0, 1, 2],
  ["ydm", 0, 2, 1],
  ["dmy", 2, 1, 0],
  ["mdy", 2, 0, 1],
]
/** No date is longer. */
const MOST_CHARACTERS = 40

/**
 * How a text is written that may be a date, with the orders of day, month and year in which it is one: who reads `31.01.2026` need not
 * take `01.31.2026`. Undefined where no one would take it for a date.
 */
export function dateWriting(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined
  const plain = text.replaceAll(WORDS, " ")
  if (!DIGITS_AND_SEPARATORS.test(plain)) return undefined
  const writing = text.replaceAll(WORDS, "a").replaceAll(/\d/g, "0")
  const isTimely = [...plain.matchAll(TIME)].every(
    ([, hour, minute, second = 0]) => Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60,
  )
  const orders = numberTriples(plain.replaceAll(TIME, " ")).flatMap((triple) => ordersOf(triple))
  return [writing, ...orders, ...(isTimely ? [] : ["no time"])].join(" ")
}

/** The three numbers of a date, or those that may be meant by eight digits in a row, which a time may follow. */
function numberTriples(text: string): readonly (readonly string[])[] {
  const numbers = text.match(/\d+/g) ?? []
  const [first = ""] = numbers
  if (numbers.length === 1 && first.length >= 8)
    return [/^(\d{4})(\d\d)(\d\d)/, /^(\d\d)(\d\d)(\d{4})/].map((parts) => parts.exec(first)?.slice(1) ?? [])
  return [numbers.slice(0, 3)]
}

function ordersOf(triple: readonly string[]): readonly string[] {
  return ORDERS.filter(([, ...places]) => {
    const [year = "", month = "", day = ""] = places.map((place) => triple[place] ?? "")
    if ((year.length !== 4 && year.length !== 2) || month.length > 2 || day.length > 2) return false
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
    return day !== "" && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  }).map(([name]) => name)
}
