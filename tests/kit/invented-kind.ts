import { CHANGES_USER, RENAMES_USER, effectNamed } from "../../src/actions/effect.ts"
import { reconcile } from "../../src/answers/reconcile.ts"
import { groupEnvelope } from "../../src/endpoints/endpoint.ts"
import type { Endpoint } from "../../src/endpoints/endpoint.ts"
import { ResourceError } from "../../src/errors.ts"
import type { Kind } from "../../src/kinds/kind.ts"

/** A note about a user in a notebook; nobody but tests knows of such actions. */
export class AddNote {
  readonly kind = "add-note"
  readonly notebook: string
  readonly email: string
  readonly text: string

  constructor({ email, notebook, text }: Readonly<Record<"notebook" | "email" | "text", unknown>>) {
    if (typeof notebook !== "string" || typeof email !== "string" || typeof text !== "string")
      throw new ResourceError("a note takes three texts", "text")
    this.notebook = notebook
    this.email = email
    this.text = text
  }
}

interface AddNoteObject {
  readonly kind: "add-note"
  readonly notebook: unknown
  readonly email: unknown
  readonly text: unknown
}

/** One notebook a request, in the path as well as in the body. */
export const notesEndpoint: Endpoint<"notes"> = {
  name: "notes",
  nouns: ["note", "notes"],
  method: "PUT",
  path: (group = "") => `/api/notebooks/${encodeURIComponent(notebookIn(group))}/notes`,
  requestsPerSecond: 200,
  maxBodyBytes: 50_000,
  envelope: groupEnvelope("notes"),
  repeatsIdentity: false,
  probedBy: undefined,
  form: {
    array: "notes",
    userIn: ({ email }) => ({ email }),
    givesIdentifiers: false,
    isRepeatable: true,
    required: new Set(["text"]),
    memberTypes: new Map([["text", "string"]]),
    fieldTypesBy: "several",
  },
  readSuccess: reconcile,
}

function notebookIn(group: string): string {
  const { notebook } = JSON.parse(`{${group}}`) as { notebook?: string }
  return notebook ?? ""
}

const NOTES_OF_USER = effectNamed("notes of the user")

export const addNote: Kind<AddNote, typeof notesEndpoint, AddNoteObject> = {
  name: "add-note",
  className: "AddNote",
  endpoint: notesEndpoint,
  isMadeHere: (value) => value instanceof AddNote,
  own: (action) => new AddNote(action),
  from: (object) => new AddNote(object),
  identityOf: ({ email }) => ({ email, userId: undefined, newEmail: undefined, newUserId: undefined }),
  effectOf: () => ({ does: NOTES_OF_USER, waitsFor: CHANGES_USER | RENAMES_USER }),
  overwrites: true,
  userOf: ({ email }) => ({ email }),
  groupOf: ({ notebook }) => `"notebook":${JSON.stringify(notebook)}`,
  write: (writer, { email, text }) => writer.raw(JSON.stringify({ email, text })),
}
