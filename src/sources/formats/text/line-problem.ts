import type { Message, MessagePart } from "../../../messages/message.ts"

/** Why a line holds no record. */
export class LineProblem {
  readonly code: string
  readonly message: string
  readonly messageParts: readonly MessagePart[] | undefined

  constructor(code: string, { message, messageParts }: Message) {
    this.code = code
    this.message = message
    this.messageParts = messageParts
  }
}
