/** As much of a stream of Node.js, of whatever package, as tells it from other sources, and ends it. */
export interface NodeStream {
  pipe(destination: unknown): unknown
  destroy?(): unknown
  readonly readableObjectMode?: boolean
}

/** Whether a value is a stream of Node.js that can be read: such as a parser, or a query of a database driver. */
export function isNodeStream(value: unknown): value is NodeStream {
  return typeof value === "object" && value !== null && "pipe" in value && typeof value.pipe === "function"
}
