import type { ChosenRejects } from "./choose-rejects.ts"

/** Which rejects are not run again, why, and what to do about it, in whole sentences. */
export function leftOutTexts({
  leftOut,
  unsayable,
}: Pick<ChosenRejects, "leftOut" | "unsayable">): readonly string[] {
  const texts: string[] = []
  if (leftOut.size > 0) {
    const counts = [...leftOut].map(([code, count]) => `${code} (${count})`).join(", ")
    texts.push(
      `Left out, as they may have been applied already and running them again without ids could double them: ${counts}. To run them all the same, choose them by codes: ["CODE"].`,
    )
  }
  if (unsayable.count > 0) {
    const { count, why } = unsayable
    const [what, their] =
      count === 1 ? ["1 reject", "its record has"] : [`${count} rejects`, "their records have"]
    texts.push(
      `Left out ${what}, as ${their} values that JSON cannot represent (${why}): the list shows them only as text. To run such a reject again, add the whole record to its line as "record".`,
    )
  }
  return texts
}
