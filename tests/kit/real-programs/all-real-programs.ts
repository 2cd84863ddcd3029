import { DUCKDB } from "./duckdb.ts"
import { LIBREOFFICE } from "./libreoffice.ts"
import { MYSQL } from "./mysql.ts"
import { POSTGRES } from "./postgres.ts"
import { PYTHON } from "./python.ts"
import type { RealProgram } from "./real-program.ts"
import { SQLITE } from "./sqlite.ts"

/** The programs whose files are kept in `tests/fixtures/programs`. */
export const REAL_PROGRAMS: readonly RealProgram[] = [PYTHON, SQLITE, POSTGRES, MYSQL, DUCKDB, LIBREOFFICE]
