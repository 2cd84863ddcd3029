import { gzipSync } from "node:zlib"

import type { Answer } from "../answers/answer.ts"
import type { Fault } from "../faults/fault.ts"
import type { SandboxReply } from "./sandbox-reply.ts"
import { type SandboxRequest, headerOf } from "./sandbox-request.ts"
import { type SeededRandom, randomHex } from "../seeded-random.ts"

/** What a reply is made of besides its answer. */
export interface ReplyContext {
  readonly request: SandboxRequest
  readonly requestNumber: number
  readonly latencyMs: number
  readonly nowMs: number
  readonly fault: Fault | null
  readonly gzipReplies: boolean
  readonly random: SeededRandom
}

/** Turns an answer into the bytes and the timing that the client gets. */
export function writeReply(answer: Answer, context: ReplyContext): SandboxReply {
  const { requestNumber, latencyMs, fault } = context
  const base = { requestNumber, latencyMs }
  if (answer.reset === true || fault?.kind === "reset") return { kind: "reset", ...base }
  if (fault?.kind === "silent") return { kind: "silent", ...base }
  const content = contentOf(answer, context)
  if (fault?.kind === "slow-body") {
    const { chunkBytes, chunkIntervalMs } = fault
    return { kind: "slow", ...base, ...content, chunkBytes, chunkIntervalMs }
  }
  if (fault?.kind === "truncated") {
    const sentBytes = Math.min(fault.sentBytes ?? Math.floor(content.body.length / 2), content.body.length)
    return { kind: "truncated", ...base, ...content, sentBytes, ending: fault.ending ?? "close" }
  }
  return { kind: "whole", ...base, ...content }
}

function contentOf(
  answer: Answer,
  { request, latencyMs, nowMs, fault, gzipReplies, random }: ReplyContext,
): { status: number; headers: Readonly<Record<string, string>>; body: Buffer } {
  const text =
    fault?.kind === "broken-json" ? answer.body.slice(0, Math.floor(answer.body.length / 2)) : answer.body
  const isAccepted = (headerOf(request, "accept-encoding") ?? "").includes("gzip")
  const isGzip = fault?.kind === "gzip" || (gzipReplies && isAccepted)
  const plain = Buffer.from(text)
  const body = isGzip ? gzipSync(plain) : plain
  const headers = {
    date: new Date(nowMs + latencyMs).toUTCString(),
    "content-type": answer.contentType,
    "content-length": String(body.length),
    vary: "Origin,Accept-Encoding",
    "request-time": String(Math.round(latencyMs)),
    server: "iterable-ingress sandbox",
    "iterable-request-id": uuid(random),
    ...(isGzip ? { "content-encoding": "gzip" } : {}),
    ...answer.headers,
  }
  return { status: answer.status, headers, body }
}

function uuid(random: SeededRandom): string {
  const hex = randomHex(random, 32)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-")
}
