// Reads the whole file at once and answers the same questions in the plainest way. It shares no code with the agents.
import { readFileSync } from "node:fs";

const [file, count] = process.argv.slice(2);
const flights = JSON.parse(readFileSync(file ?? "", "utf8")) as { delay: number; distance: number }[];

const routes = new Map<number, number[]>();
for (const flight of flights) {
  const delays = routes.get(flight.distance) ?? [];
  delays.push(flight.delay);
  routes.set(flight.distance, delays);
}

const answers = [...routes]
  .map(([route, unsorted]) => {
    const delays = unsorted.toSorted((one, other) => one - other);
    const half = delays.length / 2;
    const median = delays.length % 2 === 1 ? delays[Math.floor(half)] : ((delays[half - 1] ?? 0) + (delays[half] ?? 0)) / 2;
    return { route, flights: delays.length, median, p95: delays[Math.ceil(0.95 * delays.length) - 1] };
  })
  .sort((one, other) => other.flights - one.flights || one.route - other.route)
  .slice(0, Number(count));
console.log(JSON.stringify(answers));
