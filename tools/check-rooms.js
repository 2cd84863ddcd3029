// The dependency rule (.dependency-cruiser.cjs), with a look at how much was read: with some TypeScript versions the tool
// finds no module at all and is content.
import { cruise } from "dependency-cruiser"
import { readdirSync } from "node:fs"
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options"
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config"

const options = await extractOptions("./.dependency-cruiser.cjs")
const { output } = await cruise(["src"], options, undefined, { tsConfig: extractTsConfig("./tsconfig.json") })
const files = readdirSync("src", { recursive: true }).filter((path) => path.endsWith(".ts")).length
const { error, totalCruised, violations } = output.summary
for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}`)
if (totalCruised < files) console.error(`Only ${totalCruised} of ${files} modules were read.`)
process.exit(error > 0 || totalCruised < files ? 1 : 0)
