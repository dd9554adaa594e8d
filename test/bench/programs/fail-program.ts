/** Shows an error, and those that hid it when it was on its way out of a block; the program ends with exit code 1. */
export function failProgram(error: unknown): void {
  if (error instanceof SuppressedError) {
    failProgram(error.suppressed);
    failProgram(error.error);
    return;
  }
  console.error(error);
  process.exitCode = 1;
}
