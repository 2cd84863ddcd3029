/** How a life ended. */
export type End =
  | { readonly kind: "finished" }
  | { readonly kind: "killed" }
  | { readonly kind: "stopped"; readonly code: string; readonly message: string }
  | { readonly kind: "failed"; readonly message: string }

/** What an error that a life threw says of its end. */
export function endOf(error: unknown): End {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === "ImportStoppedError" && "code" in error)
    return { kind: "stopped", code: String(error.code), message }
  return { kind: "failed", message }
}
