import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type {
  Config,
  CreateRequest,
  Environment,
  Export,
  Format,
  Health,
  Job,
  Package,
  PackageVersion,
  Plan,
  PlanRequest,
  Problem,
  RemovedEnvironment,
  RevisionDiff,
  RevisionList,
  RunningKernel,
  SearchHit
} from './api';

/** The commands of this extension. */
export namespace CommandIDs {
  export const open = 'envmgr:open';
  export const refresh = 'envmgr:refresh';
  export const create = 'envmgr:create';
  export const createFromFile = 'envmgr:create-from-file';
  export const openNotebook = 'envmgr:open-notebook';
  export const clone = 'envmgr:clone';
  export const exportFile = 'envmgr:export';
  export const rename = 'envmgr:rename';
  export const remove = 'envmgr:remove';
  export const updateAll = 'envmgr:update-all';
  export const checkFiles = 'envmgr:check';
  export const review = 'envmgr:review';
  export const copyPrefix = 'envmgr:copy-prefix';
  export const history = 'envmgr:history';
  export const undo = 'envmgr:undo';
  export const restore = 'envmgr:restore';
  export const compare = 'envmgr:compare';
  export const forget = 'envmgr:forget';
  export const bringBack = 'envmgr:bring-back';
  export const restartKernels = 'envmgr:restart-kernels';
}

/** The environments of the server and the changes under way. */
export interface IEnvironmentModel extends IDisposable {
  /** Sorted as the server gives them. */
  readonly environments: readonly Environment[];
  /** Gone, and can be brought back; last removed first. */
  readonly removed: readonly RemovedEnvironment[];
  /** Under way, or failed and not dismissed; oldest first. */
  readonly jobs: readonly Job[];
  /** What the server can read and write; empty until loaded. */
  readonly formats: readonly Format[];
  readonly config: Config | null;
  readonly status: 'loading' | 'ready' | 'failed';
  /** Why the last refresh failed. */
  readonly problem: Problem | null;
  /** False while the server's events are interrupted. */
  readonly live: boolean;
  readonly changed: ISignal<IEnvironmentModel, void>;
  /** A job came to its end, and `environments` shows what it did. */
  readonly jobEnded: ISignal<IEnvironmentModel, Job>;

  /** Reads everything again. Never rejects: see `status` and `problem`. */
  refresh(): Promise<void>;
  /** @throws ProblemError, as everything below does. */
  create(body: CreateRequest): Promise<Job>;
  remove(name: string): Promise<Job>;
  cancel(id: string): Promise<void>;
  /** Stop showing a job that failed. */
  dismiss(id: string): void;
  /** What was sent for a creation that was started here, with a plan or without. */
  requestOf(id: string): CreateRequest | null;
  /** What was sent for a change that was started here. */
  changeOf(id: string): PlanRequest | null;
  /** What a request would do. */
  plan(body: PlanRequest, signal?: AbortSignal): Promise<Plan>;
  /** Begins what a plan says; `stale-plan` where the environment is no longer the same. */
  apply(plan: Plan): Promise<Job>;
  health(name: string): Promise<Health>;
  /** Begins to compare the checksums of all files; `health` has the result afterwards. */
  checkFiles(name: string): Promise<Job>;
  /** Reads a job again, with its whole log. */
  reloadJob(id: string): Promise<void>;
  /** One environment, with its size. */
  measure(name: string): Promise<Environment>;
  packages(name: string): Promise<Package[]>;
  export(name: string, format: string, variant?: string): Promise<Export>;
  /** Packages of the channels whose names fit; one function for good, to be watched for. */
  readonly search: (text: string) => Promise<SearchHit[]>;
  /** The states that an environment is in, and was in, newest first. */
  revisions(name: string): Promise<RevisionList>;
  /** What changes by going from one state to another; from the present one unless said. */
  diff(name: string, revision: string, against?: string): Promise<RevisionDiff>;
  /**
   * Begins to bring a state back, also of an environment that was removed.
   *
   * @param revision - null for the one that an undo brings back.
   * @param left - the present state, where it is known: `leftBy` has it.
   */
  restore(name: string, revision: string | null, left?: string): Promise<Job>;
  /** The state that a restore, begun here, has left; null where that is not known. */
  leftBy(id: string): string | null;
  /** Deletes what is kept of a state, or of all of them; gives what is left. */
  forget(name: string, revision: string | null): Promise<RevisionList>;
  /** The kernels that run in environments. */
  kernels(): Promise<RunningKernel[]>;
  /** All builds of a package that the channels have, newest first. */
  versions(name: string): Promise<PackageVersion[]>;
}

export const IEnvironmentModel = new Token<IEnvironmentModel>(
  'jupyter-envmgr:IEnvironmentModel',
  'The conda environments of the server and the changes under way.'
);

/** The kernel of the notebook in front. */
export interface INotebookKernel {
  /**
   * `connecting` while the session is restored or the kernel starts; `removed` where the server
   * no longer has the kernelspec, whether the kernel still runs or not.
   */
  readonly state: 'none' | 'connecting' | 'running' | 'removed';
  /** Of the kernel that runs, null where none does. */
  readonly id: string | null;
  /** The kernelspec's name, null while the notebook has no kernel. */
  readonly name: string | null;
  readonly displayName: string;
  /** What a conda kernelspec says of its environment. */
  readonly environment: string | null;
  readonly prefix: string | null;
}

/** The notebook in front, as far as environments are concerned. */
export interface ICurrentNotebook extends IDisposable {
  /** Path of the notebook, null when none is open. */
  readonly path: string | null;
  readonly kernel: INotebookKernel | null;
  readonly changed: ISignal<ICurrentNotebook, void>;
}

export const ICurrentNotebook = new Token<ICurrentNotebook>(
  'jupyter-envmgr:ICurrentNotebook',
  'The notebook in front and the environment of its kernel.'
);

/** A kernel that runs on the server. */
export interface IRunningKernel {
  readonly id: string;
  /** The kernelspec's name. */
  readonly name: string;
  /** The notebook or console that it is for, its own name where there is none. */
  readonly title: string;
  /** Whether its environment has changed since it was started. */
  readonly outdated: boolean;
}

/** The kernels that run on the server, and in which environments. */
export interface IRunningKernels extends IDisposable {
  /** Those that run in an environment. */
  in(environment: Environment): readonly IRunningKernel[];
  /** Asks the server again; otherwise changes come with JupyterLab's own polling. */
  refresh(): Promise<void>;
  /** Ends the kernels of an environment, and their sessions. */
  shutDown(environment: Environment): Promise<void>;
  /** Starts kernels anew, each in its place: their variables are lost. */
  restart(kernels: readonly IRunningKernel[]): Promise<void>;
  readonly changed: ISignal<IRunningKernels, void>;
}

export const IRunningKernels = new Token<IRunningKernels>(
  'jupyter-envmgr:IRunningKernels',
  'The kernels that run on the server, and in which conda environments.'
);
