const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is not a directory",
  EEXIST: "a part of the path is not a directory",
  EISDIR: "it is a directory",
  ENOENT: "it does not exist, or nothing can be made there",
}

/** Why the operating system refused something, as a clause for people. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}
