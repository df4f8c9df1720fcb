/** Memory of everything in the sandbox's pid namespace. */
import { readdir, readFile } from "node:fs/promises";

export interface MemoryReport {
    /** Bytes now, shared pages counted in proportion (proc(5), Pss). */
    readonly current: number;
    /** Most seen so far. */
    readonly peak: number;
}

/** Watches the memory of all processes of the namespace. */
export class MemoryWatch {
    private readonly timer: NodeJS.Timeout;
    private current = 0;
    private peak = 0;

    /** @param intervalMs milliseconds between two looks */
    constructor(intervalMs: number) {
        this.timer = setInterval(() => void this.look(), intervalMs);
        this.timer.unref();
    }

    public async report(): Promise<MemoryReport> {
        await this.look();
        return { current: this.current, peak: this.peak };
    }

    public stop(): void {
        clearInterval(this.timer);
    }

    private async look(): Promise<void> {
        this.current = await proportionalSetSize();
        this.peak = Math.max(this.peak, this.current);
    }
}

async function proportionalSetSize(): Promise<number> {
    const entries = await readdir("/proc");
    const sizes = await Promise.all(entries.filter((entry) => /^\d+$/.test(entry)).map(pssOf));
    return sizes.reduce((sum, size) => sum + size, 0);
}

/** Bytes of one process; 0 for one that has just gone. */
async function pssOf(pid: string): Promise<number> {
    try {
        const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
        return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
    } catch {
        return 0;
    }
}
