import { type Answer, apiAnswer, htmlAnswer, textAnswer } from "./answer.ts"
import type { Behavior } from "../options/behavior.ts"

/** Refuses a request with too many records. */
export function batchTooLargeAnswer(records: number, maxRecords: number): Answer {
  return apiAnswer(
    400,
    "BatchTooLarge",
    `Batch of ${records} items exceeds the allowed limit of ${maxRecords}`,
  )
}

/** Refuses a request with too long a body, in the way that is set. */
export function oversizeAnswer(
  reply: Behavior["oversizeReply"],
  bodyBytes: number,
  maxBodyBytes: number,
): Answer {
  switch (reply) {
    case "413-html":
      return htmlAnswer(413, "413 Request Entity Too Large")
    case "413-text":
      return textAnswer(413, "Request Entity Too Large")
    case "400-batch-too-large":
      return apiAnswer(
        400,
        "BatchTooLarge",
        `Request of ${bodyBytes} bytes exceeds the allowed limit of ${maxBodyBytes}`,
      )
    case "reset":
      return { ...textAnswer(413, ""), reset: true }
  }
}
