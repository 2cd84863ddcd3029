import { DATA_CENTERS } from "../../endpoints/data-center.ts"
import { serverUrl } from "./checks/server-url.ts"
import { DELIVERY_OPTIONS } from "./delivery-options.ts"
import type { DeliveryOptions } from "./delivery-options.ts"

/** The server that checked options name, without a slash at its end. */
export function baseUrlFrom({ baseUrl, region = DELIVERY_OPTIONS.region.default }: DeliveryOptions): string {
  return baseUrl === undefined ? DATA_CENTERS[region] : serverUrl(baseUrl)
}
