// Control characters, and those that turn the direction of text: in what agents say they could move a cursor or forge a line.
const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** One line of text that is safe to print: control characters become spaces. */
export function line(text: string): string {
  return text.replaceAll(CONTROL, " ");
}

/** Several lines of text that are safe to print: line ends and tabs stay, other control characters become spaces. */
export function block(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(CONTROL, (character) => (character === "\n" || character === "\t" ? character : " "));
}

/** How many columns of a terminal text takes. */
export function width(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += WIDE.test(segment) ? 2 : 1;
  return columns;
}

/** Text that takes no more columns than a limit; what is cut ends with an ellipsis. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += WIDE.test(segment) ? 2 : 1;
    if (used > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
