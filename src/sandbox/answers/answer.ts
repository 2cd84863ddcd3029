/** What an endpoint answers, before latency and faults. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** The connection is reset instead of answering. */
  readonly reset?: true
}

const JSON_TYPE = "application/json"

/** Answers 200 with a JSON body. */
export function jsonAnswer(body: unknown): Answer {
  return { status: 200, contentType: JSON_TYPE, body: JSON.stringify(body) }
}

/** Answers `{"msg":…,"code":…,"params":…}`, the shape of nearly all of Iterable's answers. */
export function apiAnswer(status: number, code: string, msg: string, params: unknown = null): Answer {
  return { status, contentType: JSON_TYPE, body: JSON.stringify({ msg, code, params }) }
}

/** Answers 200 `{"msg":"","code":"Success","params":null}`. */
export function okAnswer(params: unknown = null): Answer {
  return apiAnswer(200, "Success", "", params)
}

/** Answers with plain text. */
export function textAnswer(status: number, body: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", body }
}

/** Answers with a page of HTML. */
export function htmlAnswer(status: number, title: string): Answer {
  const body = `<!DOCTYPE html>\n<html lang="en">\n  <head>\n    <title>${title}</title>\n  </head>\n  <body>\n    <h1>${title}</h1>\n  </body>\n</html>\n`
  return { status, contentType: "text/html; charset=UTF-8", body }
}

/** Answers 400 for a malformed email. */
export function invalidEmailAnswer(email: string): Answer {
  return apiAnswer(400, "InvalidEmailAddressError", `Invalid email: ${email}`)
}
