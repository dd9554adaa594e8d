/** The word for a value of an enum of the API: `NOT_LAUNCHED` reads `not launched`; `?` for a value that this program does not know. */
export function enumWord(values: Readonly<Record<string, number>>, value: number | undefined): string {
  const name = Object.keys(values).find((each) => values[each] === value);
  return name === undefined || value === 0 ? "?" : name.toLowerCase().replaceAll("_", " ");
}
