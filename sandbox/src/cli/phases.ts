/** How long the steps of a run took. */
export class Phases {
    private readonly times = new Map<string, number>();

    /** Does something and remembers how long it took. */
    public async time<T>(name: string, work: () => Promise<T>): Promise<T> {
        const start = performance.now();
        try {
            return await work();
        } finally {
            this.times.set(name, performance.now() - start);
        }
    }

    /** Milliseconds by step, in the order of the steps. */
    public report(): readonly (readonly [string, number])[] {
        return [...this.times];
    }
}
