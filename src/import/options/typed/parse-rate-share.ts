import { UsageError } from "../../../errors.ts"

/**
 * Reads the value of `--rate-share`: `50%`, or `0.5`.
 *
 * @throws {@link UsageError} if it is neither, or not above 0 and up to all.
 */
export function parseRateShare(text: string): number {
  const [, number = "", percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim()) ?? []
  const share = percent === "%" ? Number(number) / 100 : Number(number)
  if (number !== "" && share > 0 && share <= 1) return share
  throw new UsageError(
    `--rate-share: "${text}" is no share of the rate limits: a percentage such as 50%, or a number above 0 and up to 1.`,
  )
}
