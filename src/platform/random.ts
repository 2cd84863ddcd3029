/** A number from 0 (included) to 1 (excluded), as `Math.random` gives it; seeded in simulations. */
export type Random = () => number

/** The machine's chance. */
// oxlint-disable-next-line no-restricted-properties
export const systemRandom: Random = () => Math.random()
