import { Agent, type Handle } from "@lyceum/client";

/** A model as it travels: a weight for each pixel and class, row by row, and a bias for each class. */
export interface Model {
  readonly weights: readonly number[];
  readonly biases: readonly number[];
}

/** What a site made of a model by training on its shard. */
interface Trained {
  readonly model: Model;
  readonly samples: number;
}

/** What a site can do; its agents are written in Python. */
interface Site {
  train(round: number, model: Model): Promise<Trained>;
  accuracy(model: Model): Promise<number>;
}

/** What a round came to. */
export interface Round {
  readonly round: number;
  /** Share of the test set that the averaged model tells right. */
  readonly accuracy: number;
  /** Examples that the sites trained on. */
  readonly samples: number;
}

const CLASSES = 10;
const PIXELS = 64;

/** Averages what sites learn from data that they keep (McMahan et al. 2017, federated averaging). */
export class Aggregator extends Agent {
  static override readonly doc = "Averages what sites learn from data that they keep.";
  static override readonly parameters = { sites: { doc: "All the sites.", as: "handles" } } as const;
  static override readonly actions = {
    learn: { doc: "Learns for so many rounds; tells each.", streaming: true, parameters: { rounds: { schema: { type: "integer" } } } },
  };
  readonly #sites: readonly Handle<Site>[];

  constructor(sites: readonly Handle<Site>[]) {
    super();
    this.#sites = sites;
  }

  async *learn(rounds: number): AsyncGenerator<Round, Model> {
    let model: Model = { weights: new Array<number>(PIXELS * CLASSES).fill(0), biases: new Array<number>(CLASSES).fill(0) };
    const [judge] = this.#sites;
    if (judge === undefined) throw new RangeError("there are no sites to learn from");
    for (let round = 1; round <= rounds; round += 1) {
      const before = model;
      const trained = await Promise.all(this.#sites.map((site) => site.train(round, before)));
      model = average(trained);
      yield { round, accuracy: await judge.accuracy(model), samples: sum(trained.map(({ samples }) => samples)) };
    }
    return model;
  }
}

/** The mean of models, each as heavy as the examples it was trained on are many. */
function average(trained: readonly Trained[]): Model {
  const total = sum(trained.map(({ samples }) => samples));
  const mean = (pick: (model: Model) => readonly number[]): number[] => {
    const parts = trained.map(({ model, samples }) => ({ values: pick(model), share: samples / total }));
    return (parts[0]?.values ?? []).map((_, index) => sum(parts.map(({ values, share }) => (values[index] ?? 0) * share)));
  };
  return { weights: mean(({ weights }) => weights), biases: mean(({ biases }) => biases) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
