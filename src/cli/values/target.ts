/** Where an import goes: into a project of Iterable's, into another server, into the sandbox, or nowhere. */
export type Target =
  | { readonly kind: "iterable"; readonly region: "us" | "eu" }
  | { readonly kind: "server"; readonly baseUrl: string }
  | { readonly kind: "sandbox" }
  | { readonly kind: "dry-run" }

/** A target in words, after "into". */
export function targetText(target: Target): string {
  switch (target.kind) {
    case "iterable":
      return `Iterable (${target.region.toUpperCase()} data center)`
    case "server":
      return target.baseUrl
    case "sandbox":
      return "the sandbox on this machine"
    case "dry-run":
      return "nothing"
  }
}
