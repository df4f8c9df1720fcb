/** The program of delivery. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { ConfigError } from "../../lib/problems";
import program from "../../delivery/index";
import { stackConfig, type Raw } from "./config";
import { DELIVERY, filesOf } from "./delivery";
import { install, type Harness } from "./mocks";

const PROJECT = "eks-gitops-fleet-delivery";
const LOOK_UP = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";

export interface Run {
    readonly harness: Harness;
    readonly exports: Record<string, unknown>;
}

export interface Options {
    readonly raw?: Raw;
    readonly files?: Readonly<Record<string, Raw | string>>;
    readonly preview?: boolean;
    /** What the accounts have of an issuer. @default nothing */
    readonly found?: (url: string) => Record<string, unknown> | undefined;
}

/** Runs the program under mocks. */
export async function run({
    raw = DELIVERY,
    files,
    preview = false,
    found,
}: Options = {}): Promise<Run> {
    const harness = await install({
        project: PROJECT,
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
    pulumi.runtime.setAllConfig(stackConfig(raw, PROJECT));
    try {
        const exports = await program(filesOf(files));
        await harness.settle();
        return { harness, exports };
    } catch (error) {
        await harness.settle().catch(() => undefined);
        throw error;
    }
}

/** The problems that the program reports; none for a stack that it accepts. */
export async function problems(options: Options): Promise<readonly string[]> {
    try {
        await run(options);
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.problems.map(({ path, remedy }) => `${path}: ${remedy}`);
    }
}
