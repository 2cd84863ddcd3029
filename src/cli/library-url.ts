import { extname } from "node:path"

/** Where the library is that map files import. This file stands as deep as the built ones do, so that the path leads there in both. */
export const LIBRARY_URL: URL = new URL(`../index${extname(import.meta.url)}`, import.meta.url)
