import assert from "node:assert/strict";

import { probedPort, withMovedPorts } from "../../src/node/ports";

describe("ports of a pod that only repeats the default, as Argo CD's chart does", () => {
    const argv = ["/usr/local/bin/argocd-applicationset-controller", "--metrics-addr=:8080"];

    it("move as well, since the last flag wins", () => {
        assert.ok(withMovedPorts(argv).includes("--metrics-addr=127.0.0.1:18080"));
        assert.equal(probedPort(argv, 8080), 18080);
    });
});
