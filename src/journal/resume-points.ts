import type { Position } from "../sources/data-source.ts"

/**
 * Remembers where reading can begin again: the first position of each array of records, as long as it may still be needed.
 *
 * As many are remembered as arrays lie between the low-water mark and what was read last.
 */
export class ResumePoints {
  readonly #positions: Position[]

  /** @param start where this run began to read; undefined: at the start of the source */
  constructor(start?: Position) {
    this.#positions = start === undefined ? [] : [start]
  }

  /** Notes the position of a record that was read; positions ascend. */
  note(position: Position): void {
    this.#positions.push(position)
  }

  /**
   * The last noted position from which on nothing unsettled is missed: at or before the record after the low-water mark. Forgets
   * those before it. undefined: from the start of the source.
   *
   * @param lowWater as of {@link SettledRecords}; never less than in an earlier call
   */
  at(lowWater: number): Position | undefined {
    const later = this.#positions.findIndex(({ recordNumber }) => recordNumber > lowWater + 1)
    const last = (later === -1 ? this.#positions.length : later) - 1
    if (last > 0) this.#positions.splice(0, last)
    return last < 0 ? undefined : this.#positions[0]
  }
}
