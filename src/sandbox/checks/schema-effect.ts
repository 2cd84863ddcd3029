/** What a request did to the schema. */
export interface SchemaEffect {
  readonly filteredOutFields: readonly string[]
  readonly createdFields: readonly string[]
}
