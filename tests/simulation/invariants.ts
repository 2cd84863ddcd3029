import { accountsOf, faultsIn } from "./account.ts"
import { othersAreFinished } from "./asked-to-wait.ts"
import { blockedAreProven } from "./blocked.ts"
import { boundsAreKept } from "./bounds.ts"
import { rejectsAreDeserved } from "./deserved-rejects.ts"
import { unknownsAreExplained } from "./explained-unknowns.ts"
import { fieldLimitsAreMet } from "./field-limits.ts"
import { finalStateIsRight } from "./final-state.ts"
import { orderIsKept } from "./order.ts"
import { ratesAreKept } from "./rate.ts"
import type { Simulation } from "./simulate.ts"
import { statesAddUp } from "./states.ts"
import { stopsAreStops } from "./stops.ts"
import { echoesOf } from "../kit/key-echoes.ts"
import { API_KEY } from "./tapped-http.ts"
import { nothingTwice, truthIsTold } from "./truth.ts"

/** Checks what must hold after every import, whatever happened during it; gives what does not hold. */
export function violations(simulation: Simulation): string[] {
  const { exchanges, sandbox, said, scenario } = simulation
  const accounts = accountsOf(simulation)
  const faultOf = faultsIn(simulation)
  return [
    ...stopsAreStops(simulation),
    // With next to no memory, what waits for a closed endpoint leaves no room for others.
    ...(scenario.maxKeptBytes === undefined ? othersAreFinished(accounts, simulation) : []),
    ...statesAddUp(simulation),
    ...truthIsTold(accounts, faultOf),
    ...nothingTwice(accounts, { events: [...sandbox.events()], purchases: [...sandbox.purchases()] }),
    ...rejectsAreDeserved(accounts, scenario, faultOf),
    ...blockedAreProven(accounts, simulation),
    ...fieldLimitsAreMet(accounts, scenario),
    ...unknownsAreExplained(accounts, simulation),
    ...orderIsKept(accounts, exchanges, faultOf),
    ...finalStateIsRight(accounts, simulation, faultOf),
    ...ratesAreKept(simulation),
    ...boundsAreKept(accounts, simulation, faultOf),
    ...(scenario.echoesKey ? said : []).flatMap((text) =>
      echoesOf(API_KEY, text).map((form) => `the key is told ${form}: ${text.slice(0, 300)}`),
    ),
  ]
}
