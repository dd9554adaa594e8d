import { figures } from "./level.ts";
import type { Sample } from "./sample.ts";

const WIDTH = 900;
const HEIGHT = 200;
const MARGIN = 60;
const TITLES = { memoryMib: "resident memory (MiB)", handles: "open file descriptors", storeMib: "store (MiB)" } as const;

/** Draws what a server held over time: a picture a figure, as SVG. */
export function chart(samples: readonly Sample[]): string {
  const endS = samples.at(-1)?.atS ?? 1;
  const pictures = figures.map((name, index) =>
    picture(
      TITLES[name],
      samples.map((sample) => [sample.atS / endS, sample[name]]),
      index,
    ),
  );
  const height = figures.length * (HEIGHT + MARGIN) + MARGIN;
  const axis = `<text x="${MARGIN}" y="${height - 15}">0 to ${Math.round(endS / 60)} minutes</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH + 2 * MARGIN}" height="${height}" font-family="sans-serif" font-size="14">
<rect width="100%" height="100%" fill="white"/>
${pictures.join("\n")}
${axis}
</svg>
`;
}

function picture(title: string, points: readonly (readonly [number, number])[], index: number): string {
  const top = index * (HEIGHT + MARGIN) + MARGIN;
  const highest = Math.max(1, ...points.map(([, value]) => value)) * 1.1;
  const line = points.map(
    ([share, value]) => `${(MARGIN + share * WIDTH).toFixed(1)},${(top + HEIGHT * (1 - value / highest)).toFixed(1)}`,
  );
  return `<text x="${MARGIN}" y="${top - 8}">${title}, up to ${Math.max(0, ...points.map(([, value]) => value))}</text>
<rect x="${MARGIN}" y="${top}" width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="#ccc"/>
<polyline points="${line.join(" ")}" fill="none" stroke="#0b62a4" stroke-width="1.5"/>`;
}
