import { rollup } from "rollup"
import ts from "typescript"

/**
 * Puts programs and all of their own files into few files: entries in a directory, and what they share, or load when they use it, in
 * its `parts/`. Packages stay outside.
 *
 * @param {Readonly<Record<string, string>>} input the source of each entry, by its path in the directory without ending
 * @param {string} directory
 */
export async function bundle(input, directory) {
  const bundled = await rollup({
    input,
    // Our own files are named by paths.
    external: (id) => !/^[./]|^[A-Z]:/i.test(id),
    plugins: [typesOff],
    onwarn: ({ message }) => {
      throw new Error(message)
    },
  })
  await bundled.write({
    dir: directory,
    entryFileNames: "[name].js",
    // As deep as the rooms of src/: paths relative to a file lead to the same place.
    chunkFileNames: "parts/[name]-[hash].js",
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
