/** A share in whole percent, 100 only at the end. */
export function percentText(share: number | undefined): string {
  return share === undefined ? "" : `${Math.floor(share * 100)}%`
}
