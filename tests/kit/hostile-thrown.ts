/** What a program may throw, and what throws itself when it is looked at, each with its name. */
export function hostileThrown(): readonly (readonly [name: string, thrown: unknown])[] {
  const names = ["message", "name", "stack", "code", "cause", "toString", "toJSON", "syscall"] as const
  const failing = (): never => {
    throw new Error("a trap")
  }
  const anyTrap = new Proxy({}, { get: () => failing })
  const values: readonly unknown[] = [
    5,
    Symbol("text"),
    { toString: failing, toJSON: failing },
    () => failing(),
  ]
  return [
    ...names.map(
      (name) =>
        [
          `an Error whose ${name} cannot be read`,
          Object.defineProperty(new Error("no"), name, { get: failing, configurable: true }),
        ] as const,
    ),
    ["an Error of a class whose message cannot be read", new UnreadableError()],
    ...names.flatMap((name) =>
      values.map(
        (value, index) =>
          [
            `an Error whose ${name} is no text (${index + 1})`,
            Object.defineProperty(new Error("no"), name, { value, configurable: true }),
          ] as const,
      ),
    ),
    ["an object whose toJSON throws", { toJSON: failing }],
    ["an object whose toJSON gives nothing", { toJSON: () => undefined }],
    ["a function whose toString throws", Object.assign(() => failing(), { toString: failing })],
    ["an Error that can be asked for nothing", new Proxy(new Error("no"), anyTrap)],
    ["an object that can be asked for nothing", new Proxy({}, anyTrap)],
    ["a proxy that was revoked", revoked()],
  ]
}

class UnreadableError extends Error {
  override get message(): string {
    throw new Error("a trap")
  }
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
