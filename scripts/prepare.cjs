/**
 * npm runs this whenever it installs this package from a git address, where it is the only chance to compile, and at every
 * `npm ci` of a clone, which runs from source: nothing is compiled there.
 */
const { execSync } = require("node:child_process");

// Where npm was started: the clone itself, or the project that installs the package.
if (process.env.INIT_CWD !== process.cwd()) {
    execSync("npm run build", { stdio: "inherit" });
}
