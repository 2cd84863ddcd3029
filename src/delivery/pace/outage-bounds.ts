/** For how long a delivery bears that nothing works. */
export interface OutageBounds {
  /** Without one good answer for so long, it stops. */
  readonly maxOutageMs: number
  /** The same for a server that no connection was ever made to. */
  readonly maxUnreachedMs: number
}

const DEFAULT_MAX_OUTAGE_MS = 600_000
/** A server that was never reached at all is probably not where it is looked for. */
const DEFAULT_MAX_UNREACHED_MS = 60_000

/** A bound that somebody asked for holds in any case. */
export function outageBounds(asked: number | undefined): OutageBounds {
  return asked === undefined
    ? { maxOutageMs: DEFAULT_MAX_OUTAGE_MS, maxUnreachedMs: DEFAULT_MAX_UNREACHED_MS }
    : { maxOutageMs: asked, maxUnreachedMs: asked }
}
