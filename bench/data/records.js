// Made-up records. Each follows from its number alone, so that a file of a million rows begins with the rows of a shorter one.

const FIRST_NAMES = [
  "Ada",
  "Amélie",
  "Bruno",
  "Chiara",
  "Dmitri",
  "Ewa",
  "Fatima",
  "Göran",
  "Hana",
  "Ivan",
  "Jun",
  "Kofi",
]
const LAST_NAMES = [
  "Andersson",
  "Brontë",
  "Castillo",
  "D'Angelo",
  "Eriksen",
  "Fischer",
  "Gómez",
  "Haddad",
  "Ito",
  "Jansen",
]
const CITIES = [
  "Aarhus",
  "Bogotá",
  "Cape Town",
  "Dallas, TX",
  "Essen",
  "Fès",
  'Gent "East"',
  "Hanoi",
  "Izmir",
  "Jaipur",
]
const EVENT_NAMES = ["page_viewed", "search_made", "plan_changed", "friend_invited"]
const PLANS = ["free", "team", "business"]
const ITEMS = [
  { id: "sku-11", name: "Notebook", price: 7.5 },
  { id: "sku-12", name: "Pencil case", price: 11.25 },
  { id: "sku-13", name: "Backpack", price: 64 },
  { id: "sku-14", name: "Mug", price: 9.95 },
]
const FIRST_EPOCH_SECONDS = 1_700_000_000

/** The columns of the users' file. */
export const USER_COLUMNS = [
  "id",
  "email",
  "first_name",
  "last_name",
  "lifetime_value",
  "signup_date",
  "city",
  "opted_in",
]

/**
 * A row of the users' file; all values are text, as a CSV parser gives them.
 *
 * @param {number} number
 */
export function userRow(number) {
  const random = randomOf(number)
  return {
    id: `u${number}`,
    email: `user${number}@example.com`,
    first_name: oneOf(FIRST_NAMES, random()),
    last_name: oneOf(LAST_NAMES, random()),
    lifetime_value: (random() * 5_000).toFixed(2),
    signup_date: `20${twoDigits(10 + random() * 15)}-${twoDigits(1 + random() * 12)}-${twoDigits(1 + random() * 28)}`,
    // One in a hundred spans two lines.
    city: number % 100 === 0 ? "Zürich\nAltstadt" : oneOf(CITIES, random()),
    opted_in: String(random() < 0.6),
  }
}

/**
 * A line of the events' file.
 *
 * @param {number} number
 */
export function eventLine(number) {
  const random = randomOf(number)
  return {
    id: `e${number}`,
    email: `user${1 + Math.floor(random() * 1_000_000)}@example.com`,
    event_name: oneOf(EVENT_NAMES, random()),
    created_at: FIRST_EPOCH_SECONDS + number,
    data: {
      path: `/pages/${Math.floor(random() * 1_000_000)}`,
      ms: Math.floor(random() * 3_000),
      cached: random() < 0.9,
      plan: oneOf(PLANS, random()),
    },
  }
}

/**
 * A line of the purchases' file.
 *
 * @param {number} number
 */
export function purchaseLine(number) {
  const random = randomOf(number)
  const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    ...oneOf(ITEMS, random()),
    quantity: 1 + Math.floor(random() * 3),
  }))
  const cents = items.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0)
  return {
    id: `p${number}`,
    email: `user${number}@example.com`,
    created_at: FIRST_EPOCH_SECONDS + number,
    items,
    total: cents / 100,
    data: { store: random() < 0.5 ? "web" : "app" },
  }
}

/**
 * Chance that depends on a record's number only (splitmix32).
 *
 * @param {number} number
 */
function randomOf(number) {
  let state = Math.imul(number, 0x9e3779b1) | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/**
 * @template Value
 * @param {readonly Value[]} values
 * @param {number} chance
 */
function oneOf(values, chance) {
  return values[Math.floor(chance * values.length)]
}

/** @param {number} value */
function twoDigits(value) {
  return String(Math.floor(value)).padStart(2, "0")
}
