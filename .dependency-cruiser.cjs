/** Which folders may import which: docs/architecture.md has the picture. `npm run lint` checks it, type imports included. */
const rooms = {
    config: ["config", "lib"],
    discovery: ["discovery", "config", "lib", "providers"],
    program: ["program", "discovery", "config", "components", "lib"],
    components: ["components", "lib", "providers"],
    providers: ["providers", "lib"],
    lib: ["lib"],
    // A program of its own: no other folder imports it.
    delivery: ["delivery", "discovery", "config", "components", "lib"],
    sandbox: ["sandbox"],
};

module.exports = {
    forbidden: [
        ...Object.entries(rooms).map(([room, allowed]) => ({
            name: `${room}-imports-${allowed.join("-")}`,
            severity: "error",
            from: { path: `^${room}/` },
            to: {
                path: "^[^/]+",
                pathNot: [`^(${allowed.join("|")})/`, "^node_modules/"],
                dependencyTypesNot: ["core", "npm", "npm-dev", "npm-peer", "npm-optional"],
            },
        })),
        {
            name: "index-imports-no-delivery-and-no-sandbox",
            severity: "error",
            from: { path: "^index\\.ts$" },
            to: { path: "^(delivery|sandbox)/" },
        },
        {
            name: "no-file-circle",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        {
            name: "no-folder-circle",
            severity: "error",
            scope: "folder",
            from: {},
            to: { circular: true },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
    },
};
