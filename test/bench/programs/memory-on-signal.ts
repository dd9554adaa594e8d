// Loaded before a program (`--import`): each SIGUSR2 has it print its memory, numbered from 1.
import { settledMemory } from "../measure/memory.ts";

let asked = 0;
process.on("SIGUSR2", () => {
  asked += 1;
  const number = asked;
  void settledMemory().then((memory) => console.log(`memory ${number} ${JSON.stringify(memory)}`));
});
