const ASCII_EMAIL =
  /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+|"[^"\\\s]+")(?:\.(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+|"[^"\\\s]+"))*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{1,59})$/
const INTERNATIONAL_EMAIL =
  /^[^\s\p{Cc}()<>@,;:\\".[\]]+(?:\.[^\s\p{Cc}()<>@,;:\\".[\]]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{M}-]{2,63}$/u
const MAX_LOCAL_CHARS = 64
const MAX_EMAIL_CHARS = 320

/**
 * Tells whether Iterable would take a text for an email address: a local part, `@`, a domain with a dot and a
 * top-level domain of letters, without spaces. The list of existing top-level domains is not asked.
 *
 * Source: Iterable support, "Email Validation" (article 209082806, Apache Commons EmailValidator); recorded answers
 * refuse `""`, `bad@`, `foo@`, `000`, `sayan`, `user @example.com`.
 */
export function isEmailAddress(text: string): boolean {
  if (text.length > MAX_EMAIL_CHARS || text.indexOf("@") > MAX_LOCAL_CHARS) return false
  return ASCII_EMAIL.test(text) || (hasNonAscii(text) && INTERNATIONAL_EMAIL.test(text))
}

function hasNonAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return true
  return false
}
