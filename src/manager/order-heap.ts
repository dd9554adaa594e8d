/** Something that was asked for in an order. */
export interface Ordered {
  readonly order: number;
}

/** Takes things in any order and gives back the one that was asked for first. */
export class OrderHeap<T extends Ordered> {
  readonly #items: T[] = [];

  /** The first; undefined when there is none. */
  get first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    const items = this.#items;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (items[parent]!.order <= item.order) break;
      items[index] = items[parent]!;
      index = parent;
    }
    items[index] = item;
  }

  /** Takes the first out. */
  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= items.length) break;
      const right = left + 1;
      const child = right < items.length && items[right]!.order < items[left]!.order ? right : left;
      if (items[child]!.order >= last.order) break;
      items[index] = items[child]!;
      index = child;
    }
    items[index] = last;
    return first;
  }
}
