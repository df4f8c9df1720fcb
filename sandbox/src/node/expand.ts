/**
 * Replaces `$(NAME)` by the variable's value, as the kubelet does in `env`, `command` and `args`.
 * Unknown names stay as they are; `$$` is one dollar sign and stops the replacement.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expandVariables(text: string, variables: Readonly<Record<string, string>>): string {
    return text.replace(/\$(?:\$|\(([^()$]*)\))/g, (match: string, name: string | undefined) => {
        if (name === undefined) {
            return "$";
        }
        return Object.hasOwn(variables, name) ? (variables[name] ?? match) : match;
    });
}
