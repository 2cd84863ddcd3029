/**
 * What ends the first line of a CSV file that is not blank: a lone carriage return, or a line feed with the carriage returns that stand
 * before it. Two of these come about where a program writes CRLF as text on Windows.
 */
export type CsvLineEnd = "\r" | `${string}\n`
