import type { JsonWriter } from "../../json/json-writer.ts"
import { writeDataFields } from "../../json/write-data-fields.ts"
import type { CustomEvent } from "../../resources/custom-event.ts"
import type { Purchase } from "../../resources/purchase.ts"
import { writeId } from "./write-id.ts"

/** Writes the members that events and purchases share. */
export function writeTracking(writer: JsonWriter, tracked: CustomEvent | Purchase): void {
  const { campaignId, createdAt, dataFields, id, templateId } = tracked
  if (id !== undefined) writeId(writer, id)
  if (createdAt !== undefined) {
    writer.ascii(',"createdAt":')
    writer.number(createdAt)
  }
  if (dataFields !== undefined) {
    writer.ascii(',"dataFields":')
    writeDataFields(writer, dataFields, "dataFields")
  }
  if (campaignId !== undefined) writer.ascii(`,"campaignId":${campaignId}`)
  if (templateId !== undefined) writer.ascii(`,"templateId":${templateId}`)
}
