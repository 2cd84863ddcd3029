/**
 * Refuses a value that an option cannot have; `name` is that of the option.
 *
 * @throws {@link UsageError} if it cannot.
 */
export type Check = (value: unknown, name: string) => void

/** For what is checked by whatever uses it, which knows more of it. */
export const checkedWhereUsed: Check = () => undefined
