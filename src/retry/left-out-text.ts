import type { ChosenRejects } from "./choose-rejects.ts"

/** Says which rejects are not run as they may have been applied; undefined: none. */
export function leftOutText({ leftOut }: ChosenRejects): string | undefined {
  if (leftOut.size === 0) return undefined
  const counts = [...leftOut].map(([code, count]) => `${code} (${count})`).join(", ")
  return `Left out, as they may have been applied already and running them again without ids could double them: ${counts}. To run them all the same, choose them by codes: ["CODE"].`
}
