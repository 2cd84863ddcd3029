import { hash } from "node:crypto"

/** So many of the mutations, as the seed has it, spread over the promises: a second one of a promise comes only when each has one. */
export function chooseMutations(mutations, count, seed) {
  const shuffled = mutations
    .map((mutation) => ({ mutation, rank: hash("sha256", `${seed} ${mutation.promise} ${mutation.breaks}`) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
  const ofPromise = new Map()
  return shuffled
    .map(({ mutation }) => {
      const round = ofPromise.get(mutation.promise) ?? 0
      ofPromise.set(mutation.promise, round + 1)
      return { mutation, round }
    })
    .toSorted((one, other) => one.round - other.round)
    .slice(0, count)
    .map(({ mutation }) => mutation)
}
