import { readAnswer } from "../api/read-answer.ts"
import type { Clock } from "../platform/clock.ts"
import type { HttpClient } from "../platform/http.ts"
import type { Attempt } from "./attempt.ts"
import { scrubSecrets, scrubVerdict } from "./scrub-secrets.ts"

/** Where and how requests are made. */
export interface HttpAttemptOptions {
  readonly http: HttpClient
  readonly clock: Clock
  readonly apiKey: string
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly timeoutMs: number
}

/** Makes attempts over HTTP. Secrets that the server echoes end here. */
export function httpAttempt({ http, clock, apiKey, baseUrl, timeoutMs }: HttpAttemptOptions): Attempt {
  const headers = { "api-key": apiKey, "content-type": "application/json" }
  return async ({ channel, body, sent }) => {
    const reply = await http.send({ method: "POST", url: baseUrl + channel.path, headers, body, timeoutMs })
    if (reply.kind === "answer") {
      const ok = reply.status >= 200 && reply.status < 300
      const answer = ok ? reply : { ...reply, body: scrubSecrets(reply.body, apiKey) }
      return scrubVerdict(readAnswer(answer, sent, channel, clock.now()), apiKey)
    }
    const message = scrubSecrets(reply.reason, apiKey)
    return {
      kind: "try-again",
      applied: reply.neverSent ? "never" : "maybe",
      throttled: false,
      waitMs: undefined,
      rejection: { stage: "api", code: reply.timedOut ? "timeout" : "no-answer", message },
    }
  }
}
