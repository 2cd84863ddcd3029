/** Where an Iterable project lives. A project's key is refused by the other data center. */
export type Region = "us" | "eu"

/** The data centers' base URLs. Source: Iterable's Swagger file (US) and support article 41044692130196 (EU). */
export const DATA_CENTERS: Readonly<Record<Region, string>> = {
  us: "https://api.iterable.com",
  eu: "https://api.eu.iterable.com",
}
