/** A list of whole numbers from 0 to 4,294,967,295 that takes four bytes for each. */
export class NumberColumn {
  #numbers: Uint32Array<ArrayBuffer> = new Uint32Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Uint32Array(this.#numbers.length * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.#length++] = number
  }

  at(index: number): number {
    return this.#numbers[index] ?? 0
  }
}
