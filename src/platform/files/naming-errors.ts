/** Does something with an open file. Its errors name the file, as those of calls that take a path do. */
export async function namingErrors<Value>(path: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Error && !("path" in error)) {
      error.message += ` '${path}'`
      Object.assign(error, { path })
    }
    throw error
  }
}
