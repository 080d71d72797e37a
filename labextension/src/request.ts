import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { Problem } from './api';

/** A request that failed, with what a person needs to go on. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
    this.name = 'ProblemError';
  }
}

/** The codes of problems that only the browser can find. */
export type LocalCode =
  'offline' | 'extension-missing' | 'forbidden' | 'server';

/** How a request goes out; `ServerConnection.makeRequest` unless a test says otherwise. */
export type Send = typeof ServerConnection.makeRequest;

/**
 * Sends one request below `/envmgr` and gives what the server answered.
 *
 * @throws ProblemError with the server's Problem, or with a `LocalCode` and an empty message
 *   where there is none (`describeProblem` has the words).
 */
export async function request<T>(
  settings: ServerConnection.ISettings,
  path: string,
  init: RequestInit = {},
  send: Send = ServerConnection.makeRequest
): Promise<T> {
  const url = URLExt.join(settings.baseUrl, 'envmgr') + path;
  let response: Response;
  try {
    const headers = joined(settings.init.headers, init.headers);
    response = await send(url, { ...init, headers }, settings);
  } catch (error) {
    throw local('offline', { reason: String(error) });
  }
  const body = await readJson(response);
  if (!response.ok) {
    throw isProblem(body) ? new ProblemError(body) : unexplained(response);
  }
  return body as T;
}

/** Any thrown value as a Problem. */
export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError
    ? error.problem
    : local('server', { reason: String(error) }).problem;
}

/** JupyterLab would take the headers of the request alone. */
function joined(one?: HeadersInit, other?: HeadersInit): Headers {
  const headers = new Headers(one);
  new Headers(other).forEach((value, name) => headers.set(name, value));
  return headers;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text()) as unknown;
  } catch {
    return null;
  }
}

function isProblem(body: unknown): body is Problem {
  const problem = body as Partial<Problem> | null;
  return (
    typeof problem?.code === 'string' && typeof problem.message === 'string'
  );
}

/** A refusal by something before our server extension: Jupyter itself, a hub, a proxy. */
function unexplained(response: Response): ProblemError {
  switch (response.status) {
    case 404:
      return local('extension-missing');
    case 401:
    case 403:
      return local('forbidden');
    case 502:
    case 503:
    case 504:
      return local('offline', { status: response.status });
    default:
      return local('server', { status: response.status });
  }
}

function local(
  code: LocalCode,
  details: Record<string, unknown> = {}
): ProblemError {
  return new ProblemError({ code, message: '', hint: '', details });
}
