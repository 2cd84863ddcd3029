import type { StopCode } from "../errors.ts"

/** Thrown by an importer when no further delivery has a chance. */
export class DeliveryStop extends Error {
  override readonly name = "DeliveryStop"
  readonly code: StopCode

  constructor(code: StopCode, message: string) {
    super(message)
    this.code = code
  }
}
