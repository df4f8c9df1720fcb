/** Runs jobs of the same key one after the other: changes of one cluster never overlap. */
import type { Store } from "../store";

export class KeyedQueue {
    private readonly tails = new Map<string, Promise<unknown>>();

    /** Runs the job after those before it, whether they failed or not. */
    public run<T>(key: string, job: () => Promise<T>): Promise<T> {
        const result = (this.tails.get(key) ?? Promise.resolve()).then(job);
        const tail = result
            .catch(() => undefined)
            .then(() => {
                if (this.tails.get(key) === tail) {
                    this.tails.delete(key);
                }
            });
        this.tails.set(key, tail);
        return result;
    }
}

const queues = new WeakMap<Store, KeyedQueue>();

/** The one queue of a store. */
export function queueOf(store: Store): KeyedQueue {
    const queue = queues.get(store) ?? new KeyedQueue();
    queues.set(store, queue);
    return queue;
}
