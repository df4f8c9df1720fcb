/**
 * Prepares the tools before any end-to-end test. On a new machine they are built first, which takes a quarter of an
 * hour or more.
 */
import { buildTools } from "../../../sandbox/src/tools/build";
import { describeProgress } from "../../../sandbox/src/tools/progress";

export const mochaHooks = {
    async beforeAll(this: Mocha.Context): Promise<void> {
        this.timeout(0);
        await buildTools({
            report: (progress) => {
                if (progress.phase === "done") {
                    console.log(describeProgress(progress));
                }
            },
        });
    },
};
