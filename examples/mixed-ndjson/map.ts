import {
  CommerceItem,
  CustomEvent,
  Purchase,
  TrackCustomEvent,
  TrackPurchase,
  UpdateUserProfile,
} from "iterable-data-import"
import type { ImportAction } from "iterable-data-import"

type Activity =
  | { type: "user"; email: string; plan: string; age: number }
  | { type: "page-view"; email: string; at: number; page: string; seconds: number }
  | { type: "order"; orderId: string; email: string; at: number; total: number; items: OrderLine[] }
  | { type: "heartbeat" }

interface OrderLine {
  sku: string
  name: string
  price: number
  quantity: number
}

/** One line of activity.ndjson: its type decides whether it is a user, an event or a purchase. */
export default function mapActivity(record: Activity): ImportAction | undefined {
  switch (record.type) {
    case "user":
      return new UpdateUserProfile({
        email: record.email,
        dataFields: { plan: record.plan, age: record.age },
      })
    case "page-view":
      return new TrackCustomEvent(
        new CustomEvent({
          email: record.email,
          eventName: "pageView",
          createdAt: record.at,
          dataFields: { page: record.page, seconds: record.seconds },
        }),
      )
    case "order":
      return new TrackPurchase(
        new Purchase({
          id: record.orderId,
          user: { email: record.email },
          createdAt: record.at,
          total: record.total,
          items: record.items.map(
            ({ name, price, quantity, sku }) => new CommerceItem({ id: sku, sku, name, price, quantity }),
          ),
        }),
      )
    case "heartbeat":
      return undefined
  }
}
