import type { ImportAction } from "../../src/kinds/all-kinds.ts"
import { identityOf } from "../../src/kinds/kind.ts"
import { encodeApart, encodeMappedWith } from "../../src/batches/encode-mapped.ts"
import type { IdPolicy } from "../../src/batches/encode-mapped.ts"
import type { EncodedAction } from "../../src/batches/encoded-action.ts"
import { identityMarks } from "../../src/batches/identity-marks.ts"
import { mappedOf } from "./arbitraries.ts"
import { ofKind } from "./of-kind.ts"

/** An encoded action as if it came from a record of that number of the import `test`. */
export function encodedOf(
  action: ImportAction,
  recordNumber: number = 1,
  policy: IdPolicy = "none",
): EncodedAction {
  const marks = identityMarks(identityOf(ofKind(action)))
  const encoded = encodeApart(encodeMappedWith("test", policy), mappedOf(action, recordNumber), marks)
  if ("stage" in encoded) throw new Error(encoded.message)
  return encoded
}
