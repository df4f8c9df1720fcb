/** A request for a repository over smart HTTP, read only. */
export interface GitRequest {
    readonly method: string;
    /** Path and query as sent. */
    readonly url: string;
    /** Headers in lower case. */
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Variables of git http-backend for a request, or the status that refuses it. */
export type GitAnswer =
    { readonly variables: Readonly<Record<string, string>> } | { readonly status: 403 | 404 };

const repositoryPath =
    /^\/([A-Za-z0-9_-][\w.-]*)\/([A-Za-z0-9_-][\w.-]*?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/**
 * Variables that keep git from the configuration of user and machine.
 *
 * @see https://git-scm.com/docs/git#_environment_variables
 */
export const isolatedGit: Readonly<Record<string, string>> = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "safe.directory",
    GIT_CONFIG_VALUE_0: "*",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
};

function header(request: GitRequest, name: string): string {
    const value = request.headers[name];
    return typeof value === "string" ? value : "";
}

/**
 * The CGI variables for a request as GitHub serves it: `/owner/name` with or without `.git`, fetching only.
 *
 * @param directory holds `owner/name.git`
 * @see https://git-scm.com/docs/git-http-backend
 */
export function gitVariables(request: GitRequest, directory: string): GitAnswer {
    const url = new URL(request.url, "https://github.com");
    const [, owner, name, service] = repositoryPath.exec(url.pathname) ?? [];
    if (owner === undefined || name === undefined || service === undefined) {
        return { status: 404 };
    }
    const discovery = service === "info/refs";
    const uploads = discovery
        ? request.method === "GET" && url.searchParams.get("service") === "git-upload-pack"
        : request.method === "POST" && service === "git-upload-pack";
    if (!uploads) {
        return { status: 403 };
    }
    return {
        variables: {
            ...isolatedGit,
            GIT_PROJECT_ROOT: directory,
            GIT_HTTP_EXPORT_ALL: "1",
            PATH_INFO: `/${owner}/${name}.git/${service}`,
            QUERY_STRING: url.search.slice(1),
            REQUEST_METHOD: request.method,
            CONTENT_TYPE: header(request, "content-type"),
            CONTENT_LENGTH: header(request, "content-length"),
            HTTP_CONTENT_ENCODING: header(request, "content-encoding"),
            GIT_PROTOCOL: header(request, "git-protocol"),
            REMOTE_ADDR: "127.0.0.1",
        },
    };
}

/** Status and headers of a CGI answer. */
export interface CgiHead {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
}

/** Reads the head of a CGI answer, without the empty line that ends it. */
export function parseCgiHead(text: string): CgiHead {
    let status = 200;
    const headers: [string, string][] = [];
    for (const line of text.split("\r\n")) {
        const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
        if (name === undefined || value === undefined) {
            continue;
        }
        if (name.toLowerCase() === "status") {
            status = Number.parseInt(value, 10);
        } else {
            headers.push([name, value]);
        }
    }
    return { status, headers };
}
