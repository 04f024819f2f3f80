/** A FIFO queue from which any item may be removed. No operation slows down with a million items. */
export class Queue<T> {
  private readonly items = new Set<T>();
  // Kept between calls: a new iterator would have to skip all items that were removed before.
  private rest = this.items.values();
  private head: T | undefined = undefined;
  private removals = 0;

  get size(): number {
    return this.items.size;
  }

  add(item: T): void {
    this.items.add(item);
  }

  remove(item: T): void {
    // The iterator keeps alive every table that the set has outgrown since it last moved on.
    if (this.items.delete(item) && ++this.removals > this.items.size) {
      this.removals = 0;
      this.rest = this.items.values();
    }
  }

  /** The oldest item. */
  get first(): T | undefined {
    while (this.head === undefined || !this.items.has(this.head)) {
      if (!this.items.size) return (this.head = undefined);
      const { value, done } = this.rest.next();
      // A finished iterator stays finished, whatever is added later.
      if (done) this.rest = this.items.values();
      else this.head = value;
    }
    return this.head;
  }
}
