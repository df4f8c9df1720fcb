import assert from "node:assert/strict";

import { mirroredImage } from "../../../lib/argocd/images";

const ARGO_CD = "quay.io/argoproj/argocd:v3.5.3";
const ALL = "mirror.example.com/cache";
const ECR = "111111111111.dkr.ecr.eu-west-1.amazonaws.com";
const BY_HOST = { "quay.io": `${ECR}/quay`, "docker.io": `${ECR}/hub` };

describe("An image", () => {
    it("keeps upstream's registry without a mirror", () => {
        assert.equal(mirroredImage(ARGO_CD, undefined), ARGO_CD);
    });

    it("uses a single mirror under its own name, including tag or digest", () => {
        assert.equal(
            mirroredImage(ARGO_CD, ALL),
            "mirror.example.com/cache/argoproj/argocd:v3.5.3",
        );
        assert.equal(
            mirroredImage("localhost:5000/a/b@sha256:00", ALL),
            "mirror.example.com/cache/a/b@sha256:00",
        );
    });

    it("uses the mirror of its registry, as with ECR pull-through caches, and no other", () => {
        assert.equal(mirroredImage(ARGO_CD, BY_HOST), `${ECR}/quay/argoproj/argocd:v3.5.3`);
        const other = "ghcr.io/dexidp/dex:v2.45.1";
        assert.equal(mirroredImage(other, BY_HOST), other);
    });

    it("without a registry host belongs to Docker Hub, as for every client", () => {
        assert.equal(mirroredImage("library/redis:8", BY_HOST), `${ECR}/hub/library/redis:8`);
        assert.equal(mirroredImage("redis", BY_HOST), `${ECR}/hub/redis`);
        assert.equal(mirroredImage("redis:8", ALL), "mirror.example.com/cache/redis:8");
    });
});
