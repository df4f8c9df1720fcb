import eslint from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["node_modules/", "dist/", "**/*.cjs", "eslint.config.mjs"] },
    eslint.configs.recommended,
    tseslint.configs.recommendedTypeChecked,
    prettier,
    {
        languageOptions: { parserOptions: { projectService: true } },
        plugins: { "@pulumi": pulumi },
        rules: {
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "error",
            "@typescript-eslint/explicit-module-boundary-types": "error",
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/no-floating-promises": "error",
            // `const { a, ...others } = args` takes a out.
            "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/switch-exhaustiveness-check": "error",
            "no-restricted-properties": [
                "error",
                {
                    object: "process",
                    property: "env",
                    message: "Only entry points read the environment.",
                },
            ],
        },
    },
    {
        // lib decides and never creates: resources may be named as types only.
        files: ["lib/**"],
        rules: {
            "@typescript-eslint/no-restricted-imports": [
                "error",
                {
                    patterns: [
                        {
                            group: ["@pulumi/aws*", "@pulumi/eks*", "@pulumi/kubernetes*"],
                            allowTypeImports: true,
                            message: "lib creates nothing.",
                        },
                    ],
                },
            ],
        },
    },
    {
        // The library sees no environment, no clock, no file system.
        files: ["components/**", "lib/**", "config/**"],
        rules: {
            "no-restricted-imports": [
                "error",
                { patterns: ["fs", "fs/*", "node:fs*", "os", "node:os"] },
            ],
            "no-restricted-globals": ["error", "Date"],
        },
    },
    {
        // Defaults that the library takes from outside: the pinned release's manifests, and a new password. Both can be given.
        files: ["lib/argocd/readManifests.ts", "components/argocd/adminCredential.ts"],
        rules: { "no-restricted-imports": "off", "no-restricted-globals": "off" },
    },
    {
        // Entry points of the sandbox and its tests are where the environment is read; a dynamic provider is a process
        // of its own, reached by the proxy that its environment names.
        files: ["sandbox/**", "tests/**", "providers/**"],
        rules: { "no-restricted-properties": "off" },
    },
);
