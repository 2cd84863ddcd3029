import type { Importer } from "../../delivery/importer.ts"
import type { ActionReference } from "../../mapping/mapped-records.ts"
import type { PipelineParts } from "../pipeline/pipeline.ts"

/** When to note what must not be sent twice: when it is sent, or, where the importer does not tell, when it is handed out. */
export function noteBeforeSending(
  { heedsBeforeSending, repeats }: Pick<Importer, "heedsBeforeSending" | "repeats">,
  note: (places: readonly ActionReference[]) => Promise<void>,
): Pick<PipelineParts<never>, "beforeHandingOut" | "beforeSending"> {
  if (repeats === undefined) return {}
  if (heedsBeforeSending === true) return { beforeSending: note }
  return { beforeHandingOut: (actions) => note(actions.filter((action) => !repeats(action))) }
}
