/** The program as a delivery stack. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { ConfigError } from "../../lib/problems";
import program from "../../index";
import { stackConfig, type Raw } from "./config";
import { DELIVERY, filesOf } from "./delivery";
import { install, type Harness } from "./mocks";

const LOOK_UP = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";

export interface Run {
    readonly harness: Harness;
    readonly exports: Record<string, unknown>;
}

export interface Options {
    readonly raw?: Raw;
    readonly files?: Readonly<Record<string, Raw | string>>;
    readonly preview?: boolean;
    /** An account's OIDC provider for an issuer; undefined if it has none. */
    readonly found?: (url: string) => Record<string, unknown> | undefined;
}

/** Runs the program as a delivery stack. */
export async function run({
    raw = DELIVERY,
    files,
    preview = false,
    found,
}: Options = {}): Promise<Run> {
    const harness = await install({
        project: "eks-gitops-fleet",
        preview,
        calls: {
            [LOOK_UP]: ({ url }) => {
                const provider = found?.(String(url));
                if (provider === undefined) {
                    throw Object.assign(new Error("not found"), { details: "not found" });
                }
                return provider;
            },
        },
    });
    pulumi.runtime.setAllConfig(stackConfig(raw, "eks-gitops-fleet"));
    try {
        const exports = await program(
            () => assert.fail("a stack of delivery installs no Argo CD"),
            filesOf(files),
        );
        await harness.settle();
        return { harness, exports };
    } catch (error) {
        await harness.settle().catch(() => undefined);
        throw error;
    }
}

/** The stack's problems; empty for an accepted one. */
export async function problems(options: Options): Promise<readonly string[]> {
    try {
        await run(options);
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.problems.map(({ path, remedy }) => `${path}: ${remedy}`);
    }
}
