// Makes users.csv: 3,000 made-up customers as a shop system exports them, a few of them broken in ways that exports are.
// The same numbers are drawn each time, so running it again changes nothing: npx jiti examples/users-csv/make-users.ts
import { writeFileSync } from "node:fs"

const ROWS = 3_000
const COLUMNS =
  "customer_id,email,first_name,last_name,country,city,signup_date,lifetime_value,orders,newsletter,tags,notes"

const FIRST_NAMES =
  "Ada Anna Ben Chloé Daniel Elif Emma Finn Grace Hugo Ines Jakob João Karin Liam Łukasz Mia Nora Oskar Paula Quinn Rosa Søren Tara Uma Víctor Wei Xenia Yusuf Zoë".split(
    " ",
  )
const LAST_NAMES =
  "Andersson Becker Costa Dubois Evans Fischer García Hansen Ivanova Jones Kowalski López Müller Nguyen O'Brien Petrov Quist Rossi Silva Tanaka Ueda Vogel Weber Xu Yilmaz Zimmermann".split(
    " ",
  )
const CITIES: readonly (readonly [country: string, city: string])[] = [
  ["US", "Portland"],
  ["US", "Austin"],
  ["GB", "Leeds"],
  ["DE", "Köln"],
  ["FR", "Lyon"],
  ["ES", "Málaga"],
  ["SE", "Göteborg"],
  ["PL", "Łódź"],
  ["JP", "大阪"],
]
const TAGS = ["vip", "wholesale", "summer-sale", "app", "newsletter-2024", "returns-often"]
const NOTES = [
  "",
  "",
  "",
  "",
  "",
  "prefers phone, not email",
  'asked for the "large" catalogue',
  "delivery:\nleave at the back door",
  "called twice\r\nno answer",
]

interface Customer {
  customer_id: string
  email: string
  first_name: string
  last_name: string
  country: string
  city: string
  signup_date: string
  lifetime_value: string
  orders: string
  newsletter: string
  tags: string
  notes: string
}

/** Park and Miller's generator. */
let state = 20_240_601
const draw = (below: number): number => {
  state = (state * 48_271) % 2_147_483_647
  return state % below
}
const oneOf = <Value>(values: readonly Value[]): Value => values[draw(values.length)] as Value

/** Quoted where it must be. */
const field = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const ascii = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase()

function customer(number: number): Customer {
  const [firstName, lastName] = [oneOf(FIRST_NAMES), oneOf(LAST_NAMES)]
  const [country, city] = oneOf(CITIES)
  const day = String(1 + draw(28)).padStart(2, "0")
  const month = String(1 + draw(12)).padStart(2, "0")
  return {
    customer_id: `C-${String(100_000 + number)}`,
    email: `${ascii(firstName)}.${ascii(lastName)}.${number}@example.com`,
    first_name: firstName,
    last_name: lastName,
    country,
    city,
    signup_date: `${2018 + draw(7)}-${month}-${day}`,
    lifetime_value: `${draw(4_000)}.${String(draw(100)).padStart(2, "0")}`,
    orders: String(draw(40)),
    newsletter: oneOf(["yes", "no"]),
    tags: TAGS.filter(() => draw(5) === 0).join("|"),
    notes: oneOf(NOTES),
  }
}

const row = (fields: Customer): string => Object.values(fields).map(field).join(",")

/** What goes wrong, and in how many of 10,000 rows. */
const FAULTS: readonly (readonly [share: number, make: (fields: Customer) => string | Buffer])[] = [
  [40, (fields) => row({ ...fields, email: "not-an-email", customer_id: "" })],
  [25, (fields) => row({ ...fields, email: `${ascii(fields.first_name)}@`, customer_id: "" })],
  [20, (fields) => row({ ...fields, email: fields.email.replace("@", "@@") })],
  [15, (fields) => row({ ...fields, email: fields.email.replace(".com", "") })],
  [40, (fields) => row({ ...fields, email: "", customer_id: "" })],
  [50, (fields) => row({ ...fields, lifetime_value: oneOf(["n/a", "1.204,50", "#REF!"]) })],
  // A row that the export cut off.
  [35, (fields) => row(fields).split(",").slice(0, 7).join(",")],
  // A comma that nobody quoted.
  [45, (fields) => row({ ...fields, city: "@" }).replace(",@,", `,${fields.city}, ${fields.country},`)],
  // Quotes that nobody doubled.
  [10, (fields) => row({ ...fields, first_name: "@" }).replace(",@,", `,"${fields.first_name} "Bobby"",`)],
  // Saved by a program that writes Latin-1.
  [
    15,
    (fields) => Buffer.from(row({ ...fields, city: "Köln", first_name: "Bea", last_name: "Roth" }), "latin1"),
  ],
  // Not faults: customers without an email, colleagues who test (the map function leaves them out), and blank lines.
  [200, (fields) => row({ ...fields, email: "" })],
  [120, (fields) => row({ ...fields, email: fields.email.replace("@example.com", "@test.example.com") })],
  [20, (fields) => `\r\n${row(fields)}`],
]

function line(number: number): string | Buffer {
  const fields = customer(number)
  let dice = draw(10_000)
  for (const [share, make] of FAULTS) {
    if (dice < share) return make(fields)
    dice -= share
  }
  return row(fields)
}

const parts: (string | Buffer)[] = ["\uFEFF", COLUMNS]
for (let number = 1; number <= ROWS; number += 1) parts.push("\r\n", line(number))
parts.push("\r\n")
writeFileSync(
  new URL("users.csv", import.meta.url),
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part))),
)
