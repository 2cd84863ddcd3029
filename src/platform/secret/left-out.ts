/** What stands for a part that was left out. */
export const LEFT_OUT: string = String.raw`(?:…|\.{3}|\*{2}|•{2}|█{2}|###|xxxx|XXXX)`

const LEFT_OUT_BEHIND = new RegExp(`^["'\\\\\\s()[\\]<>]{0,4}${LEFT_OUT}`)
const LEFT_OUT_BEFORE = new RegExp(`${LEFT_OUT}["'\\\\\\s()[\\]<>]{0,4}$`)
/** In so many characters it is seen. */
const LEFT_OUT_CHARS = 8

/** Whether a text says that something was left out from an index on. */
export function isLeftOutBehind(text: string, end: number): boolean {
  return LEFT_OUT_BEHIND.test(text.slice(end, end + LEFT_OUT_CHARS))
}

/** Whether a text says that something was left out before an index. */
export function isLeftOutBefore(text: string, start: number): boolean {
  return LEFT_OUT_BEFORE.test(text.slice(Math.max(0, start - LEFT_OUT_CHARS), start))
}
