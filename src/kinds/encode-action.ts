import { JsonWriter } from "../json/json-writer.ts"
import type { ActionOfKind } from "./kind.ts"

/**
 * An action as its endpoint takes it, in JSON. Fields that were not given are left out.
 *
 * @throws {@link ResourceError} if a data field cannot be said in JSON.
 */
export function encodeAction({ action, kind }: ActionOfKind): string {
  const writer = new JsonWriter(Buffer.alloc(0))
  kind.write(writer, action)
  return writer.bytes.toString("utf8", 0, writer.length)
}
