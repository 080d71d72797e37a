/* Generated from docs/openapi.json by `npm run api`. Do not edit. */

/**
 * The settings in force, as the panel and a bug report need them.
 */
export interface Config {
  version: string;
  platform: string;
  channels: string[];
  channel_priority: 'disabled' | 'flexible' | 'strict';
  main_folder: string;
  envs_dirs: string[];
  base: string | null;
  kernel_provider: 'jupyter_envmgr' | 'nb_conda_kernels' | 'other';
  condarc_files: string[];
  problems: Problem[];
}
/**
 * An error as people see it: a stable code, a sentence, and what to do next.
 */
export interface Problem {
  code: string;
  message: string;
  hint: string;
  details: {
    [k: string]: unknown;
  };
}
/**
 * Body of ``POST /environments``: packages, a file, or an environment to clone.
 */
export interface CreateRequest {
  name: string;
  packages?: string[];
  pip?: string[];
  channels?: string[];
  python?: string | null;
  kernel?: boolean;
  file?: SpecFile | null;
  clone?: string | null;
}
/**
 * A file that describes an environment, as the person has it.
 */
export interface SpecFile {
  name: string;
  text: string;
}
/**
 * A conda prefix with a name, as far as it can be told without opening package records.
 */
export interface Environment {
  name: string;
  prefix: string;
  kind: 'base' | 'environment';
  state: 'changing' | 'interrupted' | 'ready' | 'unreadable';
  protected: boolean;
  writable: boolean;
  own_server: boolean;
  python: string | null;
  conda_packages: number;
  pip_packages: number;
  kernels: string[];
  revision: string | null;
  modified: string | null;
  size: number | null;
  problem: Problem | null;
}
/**
 * Pushed when the list of environments is no longer what it was.
 */
export interface EnvironmentEvent {
  action: 'changed' | 'created' | 'removed';
  name: string;
}
export interface EnvironmentList {
  environments: Environment[];
}
/**
 * An environment written down.
 */
export interface Export {
  format: string;
  filename: string;
  text: string;
  notices: string[];
}
/**
 * A file format that can be read or written.
 */
export interface Format {
  id: string;
  title: string;
  filename: string;
  reads: boolean;
  writes: boolean;
  variants: Variant[];
}
export interface Variant {
  id: string;
  title: string;
  description: string;
}
export interface FormatList {
  formats: Format[];
}
/**
 * A change under way, or one that has ended.
 */
export interface Job {
  id: string;
  title: string;
  action: 'clone' | 'create' | 'remove';
  environment: string;
  state: 'cancelled' | 'done' | 'failed' | 'queued' | 'running';
  progress: Progress;
  problem: Problem | null;
  log: string[];
  created: string;
  started: string | null;
  ended: string | null;
}
/**
 * Where a job is. ``total`` is 0 while it is not known.
 */
export interface Progress {
  phase:
    'copy' | 'fetch' | 'finish' | 'link' | 'pip' | 'remove' | 'solve' | 'wait';
  done: number;
  total: number;
  unit: '' | 'bytes' | 'files' | 'packages';
  message: string;
}
export interface JobList {
  jobs: Job[];
}
/**
 * An installed package.
 */
export interface Package {
  name: string;
  version: string;
  build: string;
  channel: string;
  layer: 'conda' | 'pip';
  requested: boolean;
  size: number | null;
}
export interface PackageList {
  packages: Package[];
  problems: Problem[];
}
export interface PackageVersion {
  version: string;
  build: string;
  channel: string;
  size: number | null;
  python: string | null;
}
export interface PackageVersions {
  name: string;
  versions: PackageVersion[];
}
/**
 * A package that a channel has, with its latest version.
 */
export interface SearchHit {
  name: string;
  version: string;
  summary: string;
  channel: string;
}
export interface SearchResult {
  packages: SearchHit[];
}
