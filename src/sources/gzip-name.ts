const GZIP_ENDING = /\.gz$/i

/** Whether a file's name says that it is packed with gzip. */
export function isGzipName(name: string): boolean {
  return GZIP_ENDING.test(name)
}

/** The name of what is packed in it, if a file's name says that it is packed. */
export function unpackedName(name: string): string {
  return name.replace(GZIP_ENDING, "")
}
