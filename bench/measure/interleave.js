/**
 * Numbers that were measured, by name.
 *
 * @typedef {Record<string, number>} Sample
 */

/**
 * One of those that are compared.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => Promise<Sample>} measure
 */

/**
 * What a contender reached: the median of each number, and all samples.
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {Sample} medians
 * @property {readonly Sample[]} samples
 */

/**
 * Measures all contenders in rounds, so that a busy spell of the machine hits all of them alike; each round begins with another one.
 *
 * @param {readonly Contender[]} contenders
 * @param {number} repetitions
 * @param {(text: string) => void} say
 * @returns {Promise<Result[]>} in the order of the contenders
 */
export async function interleave(contenders, repetitions, say) {
  /** @type {Sample[][]} */
  const samples = contenders.map(() => [])
  for (let round = 0; round < repetitions; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (round + turn) % contenders.length
      say(`  round ${round + 1} of ${repetitions}: ${contenders[index].name}`)
      samples[index].push(await contenders[index].measure())
    }
  }
  return contenders.map(({ name }, index) => ({
    name,
    medians: mediansOf(samples[index]),
    samples: samples[index],
  }))
}

/** @param {readonly Sample[]} samples */
function mediansOf(samples) {
  return Object.fromEntries(
    Object.keys(samples[0]).map((key) => [key, median(samples.map((sample) => sample[key]))]),
  )
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
