// Data flows left to right; imports point right to left. One line a room, or a file beside the rooms: what it may import besides itself.
// ARCHITECTURE.md shows the same rooms in words; tests/conventions.test.ts holds the two together.
const MAY_IMPORT = require("./tools/rooms.json")
const PURE = ["resources", "actions", "api", "batches", "errors", "messages"]
const NOT_TEST = "\\.test\\.ts$"

const rooms = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  name: `${room}-imports-only-${allowed.join("-").replaceAll("/", ".") || "itself"}`,
  severity: "error",
  from: { path: `^src/${room}(/|\\.ts$)`, pathNot: NOT_TEST },
  to: { path: "^src/", pathNot: [room, ...allowed].map((name) => `^src/${name}(/|\\.ts$)`) },
}))

module.exports = {
  forbidden: [
    ...rooms,
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unknown-room",
      severity: "error",
      from: { path: `^src/(?!(${Object.keys(MAY_IMPORT).join("|")})(/|\\.ts$))`, pathNot: NOT_TEST },
      to: {},
    },
    {
      name: "no-command-imports-another",
      severity: "error",
      from: { path: "^src/cli/commands/([^/]+)/", pathNot: NOT_TEST },
      to: { path: "^src/cli/commands/[^/]+/", pathNot: "^src/cli/commands/$1/" },
    },
    {
      name: "only-all-commands-imports-commands",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cli/commands/([^/]+/|all-commands\\.ts$)", NOT_TEST] },
      to: { path: "^src/cli/commands/[^/]+/" },
    },
    {
      name: "pure-rooms-do-no-io",
      severity: "error",
      from: { path: `^src/(${PURE.join("|")})(/|\\.ts$)`, pathNot: NOT_TEST },
      to: { dependencyTypes: ["core", "npm"], pathNot: "^(node:)?(crypto|buffer)$" },
    },
    {
      name: "no-dev-dependency-in-src",
      severity: "error",
      from: { path: "^src/", pathNot: NOT_TEST },
      // A peer that is optional is there for the tests too.
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm-peer"] },
    },
    {
      name: "no-undeclared-dependency",
      severity: "error",
      from: {},
      // For the tool an optional peer is both: a peer, and in no list.
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown"], dependencyTypesNot: ["npm-peer"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
}
