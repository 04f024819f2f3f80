/** First in, first out, and any may leave meanwhile. No step costs more when there are a million. */
export class Queue<T> {
  private readonly items = new Set<T>();
  // Kept from one look to the next: a new one would have to pass over all that have left before.
  private rest = this.items.values();
  private head: T | undefined = undefined;

  get size(): number {
    return this.items.size;
  }

  add(item: T): void {
    this.items.add(item);
  }

  remove(item: T): void {
    this.items.delete(item);
  }

  /** The one that has been in the queue for the longest. */
  get first(): T | undefined {
    while (this.head === undefined || !this.items.has(this.head)) {
      if (!this.items.size) return (this.head = undefined);
      const { value, done } = this.rest.next();
      // At its end an iterator stays there, whatever is added later.
      if (done) this.rest = this.items.values();
      else this.head = value;
    }
    return this.head;
  }
}
