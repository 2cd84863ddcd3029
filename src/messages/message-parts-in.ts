import type { MessagePart, MessageValue } from "./message.ts"

const VALUES: Readonly<Record<MessageValue, true>> = {
  value: true,
  quoted: true,
  id: true,
  names: true,
  field: true,
  type: true,
  file: true,
  others: true,
}

/**
 * The parts of a message, from a list or an error; undefined if they are none of it: somebody has changed the message since, or taken a
 * secret out of it.
 */
export function messagePartsIn(value: unknown, message: string): readonly MessagePart[] | undefined {
  if (!Array.isArray(value) || !value.every(isPart)) return undefined
  const length = value.reduce<number>((sum, part) => sum + (typeof part === "number" ? part : part[0]), 0)
  return length === message.length ? value : undefined
}

function isPart(part: unknown): part is MessagePart {
  const [length, is] = Array.isArray(part) ? (part as readonly unknown[]) : [part, "value"]
  return (
    Number.isInteger(length) && (length as number) >= 0 && typeof is === "string" && Object.hasOwn(VALUES, is)
  )
}
