// For programs that do not measure themselves, such as the command line: node --import.
import { measureSelf } from "./measure-self.js"

measureSelf()
