// For the command line: run FILE --map bench/programs/map-users.js.
import { MAP_FUNCTIONS } from "./map-functions.js"

export default MAP_FUNCTIONS.users
