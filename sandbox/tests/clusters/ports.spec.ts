import * as assert from "node:assert/strict";
import { createServer } from "node:net";

import { PortPool } from "../../src/clusters/ports";

describe("free ports", () => {
    it("are handed out once, also to concurrent callers", async () => {
        const pool = new PortPool();
        const given = (await Promise.all([pool.take(20), pool.take(20), pool.take(20)])).flat();
        assert.equal(given.length, 60);
        assert.equal(new Set(given).size, 60);
    });

    it("can be listened on", async () => {
        const [port] = await new PortPool().take(1);
        const server = createServer();
        await new Promise<void>((resolve, reject) => {
            server.once("error", reject);
            server.listen(port, "127.0.0.1", resolve);
        });
        await new Promise((resolve) => server.close(resolve));
    });
});
