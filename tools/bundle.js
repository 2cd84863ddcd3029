import { rollup } from "rollup"
import ts from "typescript"

/**
 * Puts modules and all of their own files into few files: entries in a directory, and what they share, or load when they use it, in
 * its `parts/`. Packages stay outside.
 *
 * @param {Readonly<Record<string, string>>} input the source of each entry, by its path in the directory without ending
 * @param {string} directory
 */
export async function bundleModules(input, directory) {
  await bundle(
    { input, external: isPackage },
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
      plugins: [
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

async function bundle({ plugins = [], ...input }, output) {
  const bundled = await rollup({
    ...input,
    plugins: [typesOff, ...plugins],
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

/** Each file can be had without its types by itself; tsc has checked them all. */
const typesOff = {
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
      },
    })
    return { code: outputText, map: sourceMapText }
  },
}
