import { rollup } from "rollup"
import ts from "typescript"

/**
 * Puts modules and all of their own files into few files: entries in a directory, and what they share, or load when they use it, in
 * its `parts/`. Packages stay outside.
 *
 * @param {Readonly<Record<string, string | { readonly code: string }>>} input the source of each entry, or its text, by its path in the
 *   directory without ending
 * @param {string} directory
 */
export async function bundleModules(input, directory) {
  const texts = new Map(
    Object.entries(input).flatMap(([name, { code }]) => (code === undefined ? [] : [[name, code]])),
  )
  await bundle(
    {
      input: Object.fromEntries(
        Object.entries(input).map(([name, source]) => [name, texts.has(name) ? name : source]),
      ),
      external: (id) => isPackage(id) && !texts.has(id),
      plugins: [
        {
          name: "texts",
          resolveId: (id) => (texts.has(id) ? id : null),
          load: (id) => texts.get(id) ?? null,
        },
      ],
    },
    {
      dir: directory,
      entryFileNames: "[name].js",
      // As deep as the rooms of src/: paths relative to a file lead to the same place.
      chunkFileNames: "parts/[name]-[hash].js",
    },
  )
}

/**
 * Puts a program and its own files into one file of CommonJS, which Node.js starts sooner than modules. What it loads when it uses it
 * is modules of its own, made before.
 *
 * @param {string} source
 * @param {string} file
 * @param {(source: string) => string} moduleOf the path, relative to the program's, of the module that was made of a source
 */
export async function bundleProgram(source, file, moduleOf) {
  await bundle(
    {
      input: source,
      external: isPackage,
      // It is read from its beginning to its end before anything is done.
      hasComments: false,
      plugins: [
        wordsAlone,
        {
          name: "loaded-later",
          resolveDynamicImport: async function (id, importer) {
            const { id: path } = await this.resolve(id, importer)
            return { id: moduleOf(path), external: true }
          },
          resolveImportMeta: (property) =>
            property === "url" ? `require("node:url").pathToFileURL(__filename).href` : null,
        },
      ],
    },
    { file, format: "cjs" },
  )
}

/** Our own files are named by paths. */
function isPackage(id) {
  return !/^[./]|^[A-Z]:/i.test(id)
}

async function bundle({ hasComments = true, plugins = [], ...input }, output) {
  const bundled = await rollup({
    ...input,
    plugins: [typesOff(hasComments), ...plugins],
    onwarn: ({ message }) => {
      throw new Error(message)
    },
  })
  await bundled.write({
    ...output,
    generatedCode: "es2015",
    sourcemap: true,
    // The source is part of the package.
    sourcemapExcludeSources: true,
  })
  await bundled.close()
}

/**
 * What files named `…-words.ts` say is worked out now: the program needs the words, and none of what they are about, such as the readers
 * of all formats, which its modules have anyway.
 */
const wordsAlone = {
  name: "words-alone",
  load: async (id) => {
    if (!id.endsWith("-words.ts")) return null
    const bundled = await rollup({ input: id, external: isPackage, plugins: [typesOff(false)] })
    const { output } = await bundled.generate({ format: "es" })
    await bundled.close()
    const base64 = Buffer.from(output[0].code).toString("base64")
    const words = await import(`data:text/javascript;base64,${base64}`)
    return Object.entries(words)
      .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
      .join("\n")
  },
}

/** Each file can be had without its types by itself; tsc has checked them all. */
const typesOff = (hasComments) => ({
  name: "types-off",
  transform: (code, id) => {
    if (!id.endsWith(".ts")) return null
    const { outputText, sourceMapText } = ts.transpileModule(code, {
      fileName: id,
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        sourceMap: true,
        removeComments: !hasComments,
      },
    })
    return { code: outputText, map: sourceMapText }
  },
})
