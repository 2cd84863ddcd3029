import type { Packing } from "./packing.ts"

/** The packing that a name promises; undefined if it promises none. */
export function packingOf(name: string, packings: readonly Packing[]): Packing | undefined {
  return packings.find((packing) => endingOf(name, packing) !== undefined)
}

/** The name of what is packed: the same without the ending that says so, if it has one. */
export function unpackedName(name: string, packings: readonly Packing[]): string {
  const packing = packingOf(name, packings)
  const ending = packing && endingOf(name, packing)
  return ending === undefined ? name : name.slice(0, -ending.length)
}

function endingOf(name: string, { endings }: Packing): string | undefined {
  const lowerCase = name.toLowerCase()
  return endings.find((ending) => lowerCase.endsWith(ending))
}
