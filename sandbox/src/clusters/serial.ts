/** Runs pieces of work one after another, in the order they were asked for. */
export class Serial {
    private last: Promise<unknown> = Promise.resolve();

    /** Resolves or rejects as `work` does. A failure does not keep later work from running. */
    public run<T>(work: () => Promise<T>): Promise<T> {
        const result = this.last.then(work);
        this.last = result.catch(() => undefined);
        return result;
    }
}
