import type { ServerConnection } from '@jupyterlab/services';

import type {
  Config,
  CreateRequest,
  Environment,
  EnvironmentList,
  Export,
  Format,
  FormatList,
  Health,
  Job,
  JobList,
  Package,
  PackageList,
  PackageVersion,
  PackageVersions,
  Plan,
  PlanRequest,
  RemovedEnvironment,
  RemovedList,
  RestoreRequest,
  RevisionDiff,
  RevisionList,
  RunningKernel,
  RunningKernelList,
  SearchHit,
  SearchResult
} from './api';
import { request, type Send } from './request';

/** The REST interface of the server extension: the only place that knows its paths. */
export class Client {
  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly send?: Send
  ) {}

  async environments(): Promise<Environment[]> {
    return (await this.get<EnvironmentList>('/environments')).environments;
  }

  /** One environment, with its size measured. */
  environment(name: string): Promise<Environment> {
    return this.get(`/environments/${encodeURIComponent(name)}`);
  }

  async packages(name: string): Promise<Package[]> {
    const path = `/environments/${encodeURIComponent(name)}/packages`;
    return (await this.get<PackageList>(path)).packages;
  }

  /** An environment written down; `variant` is one that the format lists. */
  export(name: string, format: string, variant?: string): Promise<Export> {
    const query = new URLSearchParams({ format });
    if (variant) {
      query.set('variant', variant);
    }
    const path = `/environments/${encodeURIComponent(name)}/export`;
    return this.get(`${path}?${query.toString()}`);
  }

  create(body: CreateRequest): Promise<Job> {
    return this.call('POST', '/environments', body);
  }

  remove(name: string): Promise<Job> {
    return this.call('DELETE', `/environments/${encodeURIComponent(name)}`);
  }

  /** What a request would do; an aborted one is not answered. */
  plan(body: PlanRequest, signal?: AbortSignal): Promise<Plan> {
    return this.call('POST', '/plans', body, signal);
  }

  apply(planId: string): Promise<Job> {
    return this.call('POST', `/plans/${encodeURIComponent(planId)}/apply`);
  }

  health(name: string): Promise<Health> {
    return this.get(`/environments/${encodeURIComponent(name)}/health`);
  }

  /** Starts to compare the checksums of all files. */
  checkFiles(name: string): Promise<Job> {
    const path = `/environments/${encodeURIComponent(name)}/health`;
    return this.call('POST', path);
  }

  /** The states that an environment is in and was in, newest first. */
  revisions(name: string): Promise<RevisionList> {
    return this.get(revisionsOf(name));
  }

  /** What changes by going from `against`, the present state unless given, to a revision. */
  diff(
    name: string,
    revision: string,
    against?: string
  ): Promise<RevisionDiff> {
    const query = against ? `?${new URLSearchParams({ against })}` : '';
    return this.get(revisionsOf(name, revision) + query);
  }

  /** Deletes what is kept of a revision, or of all where it is null. */
  forget(name: string, revision: string | null): Promise<RevisionList> {
    return this.call('DELETE', revisionsOf(name, revision));
  }

  restore(name: string, body: RestoreRequest): Promise<Job> {
    const path = `/environments/${encodeURIComponent(name)}/restore`;
    return this.call('POST', path, body);
  }

  /** The environments that are gone and can be brought back. */
  async removed(): Promise<RemovedEnvironment[]> {
    return (await this.get<RemovedList>('/removed')).environments;
  }

  /** The kernels that run in environments. */
  async kernels(): Promise<RunningKernel[]> {
    return (await this.get<RunningKernelList>('/kernels')).kernels;
  }

  /** All builds of a package that the channels have, newest first. */
  async versions(name: string): Promise<PackageVersion[]> {
    const path = `/search/${encodeURIComponent(name)}`;
    return (await this.get<PackageVersions>(path)).versions;
  }

  /** Packages of the channels whose names fit `text`, best first. */
  async search(text: string, limit = 8): Promise<SearchHit[]> {
    const query = new URLSearchParams({ q: text, limit: String(limit) });
    return (await this.get<SearchResult>(`/search?${query.toString()}`))
      .packages;
  }

  async jobs(): Promise<Job[]> {
    return (await this.get<JobList>('/jobs')).jobs;
  }

  /** One job, with its whole log. */
  job(id: string): Promise<Job> {
    return this.get(`/jobs/${encodeURIComponent(id)}`);
  }

  cancel(id: string): Promise<Job> {
    return this.call('DELETE', `/jobs/${encodeURIComponent(id)}`);
  }

  async formats(): Promise<Format[]> {
    return (await this.get<FormatList>('/formats')).formats;
  }

  config(): Promise<Config> {
    return this.get('/config');
  }

  private get<T>(path: string): Promise<T> {
    return request<T>(this.settings, path, {}, this.send);
  }

  private call<T>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal
  ): Promise<T> {
    const init: RequestInit = {
      method,
      headers: { 'X-Envmgr-Door': 'panel' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal })
    };
    return request<T>(this.settings, path, init, this.send);
  }
}

function revisionsOf(name: string, revision: string | null = null): string {
  const path = `/environments/${encodeURIComponent(name)}/revisions`;
  return revision === null ? path : `${path}/${encodeURIComponent(revision)}`;
}
