import type { Clock } from "../../platform/clock.ts"
import type { HttpClient, HttpReply, HttpRequest } from "../../platform/network/http.ts"

/** However little patience is left, an answer gets as long as this. */
const SHORTEST_MS = 1_000

/**
 * Sends a request and waits for its answer, for as long as the request's own limit and `patienceMs` allow. Patience is asked for again
 * when it should be over: it may have grown meanwhile, and never shrinks by more than the time that passes.
 */
export async function sendPatiently(
  http: HttpClient,
  request: HttpRequest,
  clock: Clock,
  patienceMs: () => number = () => Infinity,
): Promise<HttpReply> {
  const firstMs = Math.max(SHORTEST_MS, patienceMs())
  if (firstMs >= request.timeoutMs) return http.send(request)
  const startedMs = clock.elapsedMs()
  const isOver = new AbortController()
  const givesUp = new AbortController()
  const losePatience = async (): Promise<void> => {
    for (let leftMs = firstMs; leftMs > 0; leftMs = patienceMs()) {
      await clock.sleep(Math.ceil(leftMs), isOver.signal)
      if (isOver.signal.aborted) return
    }
    givesUp.abort()
  }
  void losePatience()
  const reply = await http.send(request, givesUp.signal)
  isOver.abort()
  if (reply.kind === "answer" || !givesUp.signal.aborted) return reply
  const { neverSent } = reply
  const seconds = Math.round((clock.elapsedMs() - startedMs) / 100) / 10
  return {
    ...reply,
    timedOut: !neverSent,
    reason: `no ${neverSent ? "connection" : "answer"} within ${seconds} seconds`,
  }
}
