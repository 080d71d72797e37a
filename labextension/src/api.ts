/* Generated from docs/openapi.json by `npm run api`. Do not edit. */

/**
 * Another choice that a person has: the plan is made again with these ``layers``.
 */
export interface Alternative {
  title: string;
  layers: {
    [k: string]: 'conda' | 'pip';
  };
}
/**
 * What happens to one package.
 */
export interface Change {
  name: string;
  layer: 'conda' | 'pip';
  action:
    'downgrade' | 'install' | 'rebuild' | 'reinstall' | 'remove' | 'upgrade';
  before: string | null;
  after: string | null;
  build_before: string;
  build_after: string;
  channel: string;
  requested: boolean;
  size: number | null;
  fetch: boolean;
}
/**
 * Body of ``PATCH /environments/{name}``: what shall be different.
 */
export interface ChangeRequest {
  install?: string[];
  pip?: string[];
  remove?: string[];
  update?: string[] | 'all';
  reinstall?: string[];
  channels?: string[];
  file?: SpecFile | null;
  layers?: {
    [k: string]: 'conda' | 'pip';
  };
  rename?: string | null;
}
/**
 * A file that describes an environment, as the person has it.
 */
export interface SpecFile {
  name: string;
  text: string;
  folder: string | null;
}
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
  revisions_kept: number;
  revisions_disk: number;
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
  prefix?: string | null;
  packages?: string[];
  pip?: string[];
  channels?: string[];
  python?: string | null;
  kernel?: boolean;
  file?: SpecFile | null;
  clone?: string | null;
  layers?: {
    [k: string]: 'conda' | 'pip';
  };
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
 * Body of ``POST /environments/{name}/freeze``.
 */
export interface FreezeRequest {
  frozen?: boolean;
  message?: string;
}
/**
 * What is wrong with an environment, worst first.
 */
export interface Health {
  problems: HealthProblem[];
  deep: boolean;
}
/**
 * Something that is wrong with an environment; every code is a section of docs/health.md.
 */
export interface HealthProblem {
  code: string;
  severity: 'error' | 'info' | 'warning';
  message: string;
  hint: string;
  packages: string[];
  details: {
    [k: string]: unknown;
  };
  repair: ChangeRequest | null;
}
/**
 * A change under way, or one that has ended.
 */
export interface Job {
  id: string;
  title: string;
  action:
    'change' | 'check' | 'clone' | 'create' | 'remove' | 'rename' | 'restore';
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
    | 'check'
    | 'copy'
    | 'fetch'
    | 'finish'
    | 'link'
    | 'pip'
    | 'remove'
    | 'solve'
    | 'wait';
  done: number;
  total: number;
  unit: '' | 'bytes' | 'files' | 'packages';
  message: string;
}
export interface JobList {
  jobs: Job[];
}
/**
 * What a rule has to say about a plan; every code is a section of docs/rules.md.
 */
export interface Notice {
  code: string;
  severity: 'error' | 'info' | 'warning';
  message: string;
  packages: string[];
  alternatives: Alternative[];
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
 * What a request will do, exactly; tied to the state of the environment it was made from.
 */
export interface Plan {
  id: string;
  environment: string;
  action: 'change' | 'create' | 'rename';
  title: string;
  conda: Change[];
  pip: Change[];
  notices: Notice[];
  download_bytes: number;
  disk_bytes: number;
  request: PlanRequest;
}
/**
 * Body of ``POST /plans``: that of a creation or of a change, and the environment's name.
 *
 *     It is a change where an environment of that name exists. ``prefix``, ``packages``, ``python``
 *     and ``kernel`` are for creations; ``install``, ``remove``, ``update``, ``reinstall`` and
 *     ``rename`` for changes.
 */
export interface PlanRequest {
  environment: string;
  prefix?: string | null;
  packages?: string[];
  python?: string | null;
  kernel?: boolean;
  install?: string[];
  remove?: string[];
  update?: string[] | 'all';
  reinstall?: string[];
  rename?: string | null;
  pip?: string[];
  channels?: string[];
  file?: SpecFile | null;
  layers?: {
    [k: string]: 'conda' | 'pip';
  };
}
/**
 * An environment that is gone and can be brought back.
 */
export interface RemovedEnvironment {
  name: string;
  prefix: string;
  removed: string;
  revision: string;
  size: number;
}
export interface RemovedList {
  environments: RemovedEnvironment[];
}
/**
 * Body of ``POST /environments/{name}/repair``.
 */
export interface RepairRequest {
  codes?: string[];
}
/**
 * Body of ``POST /environments/{name}/restore``.
 */
export interface RestoreRequest {
  revision?: string | null;
}
/**
 * A state that an environment is in, or was in.
 */
export interface Revision {
  id: string;
  when: string;
  title: string;
  door: 'cli' | 'magic' | 'outside' | 'panel' | 'rest';
  state: 'current' | 'gone' | 'kept';
  parent: string | null;
  changes: Change[];
  request: {
    [k: string]: unknown;
  } | null;
  size: number | null;
}
/**
 * What two states of an environment do not have in common.
 */
export interface RevisionDiff {
  before: string;
  after: string;
  changes: Change[];
}
/**
 * The history of an environment.
 */
export interface RevisionList {
  environment: string;
  revisions: Revision[];
  undo: string | null;
  size: number;
}
/**
 * A kernel that runs in an environment.
 */
export interface RunningKernel {
  id: string;
  name: string;
  environment: string;
  started: string;
  outdated: boolean;
}
export interface RunningKernelList {
  kernels: RunningKernel[];
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
