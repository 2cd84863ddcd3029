import { Command } from "commander"

export const PROGRAM_NAME = "iterable-data-import"

/** A command of the program, with what all of them share. */
export function subcommand(name: string, program: Command): Command {
  return new Command(name)
    .copyInheritedSettings(program)
    .helpOption("-h, --help", "print this help")
    .showHelpAfterError(`(${PROGRAM_NAME} ${name} --help says more)`)
}
