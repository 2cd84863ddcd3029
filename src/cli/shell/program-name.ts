import { programText, thisCall } from "./command-text.ts"

/** How this program was called, so that what help and errors say can be typed. */
export const PROGRAM_NAME: string = programText(thisCall())
