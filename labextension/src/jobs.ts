import type { Job } from './api';

/** Where the ids of dismissed jobs are kept, so that they stay away after a reload. */
const DISMISSED = 'jupyter-envmgr:dismissed-jobs';
const MOST_DISMISSED = 100;

/** The jobs that this browser knows, put together from answers and events in any order. */
export class Jobs {
  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>) {}

  /** Under way, or failed and not dismissed; oldest first. */
  get visible(): readonly Job[] {
    const dismissed = this.dismissed();
    return [...this.known.values()]
      .filter(
        job =>
          !hasEnded(job) || (job.state === 'failed' && !dismissed.has(job.id))
      )
      .sort((a, b) => a.created.localeCompare(b.created));
  }

  /** The ids of all that is known, to be handed to `load` with what was asked for then. */
  get ids(): ReadonlySet<string> {
    return new Set(this.known.keys());
  }

  /**
   * Takes in the server's whole list; what was known when it was asked for and is not in it is
   * forgotten.
   *
   * @returns the jobs that were under way here and have ended since.
   */
  load(jobs: readonly Job[], before: ReadonlySet<string>): Job[] {
    const listed = new Set(jobs.map(job => job.id));
    for (const id of before) {
      if (!listed.has(id)) {
        this.known.delete(id);
      }
    }
    return jobs.filter(job => {
      const wasKnown = this.known.has(job.id);
      return this.update(job) === 'ended' && wasKnown;
    });
  }

  /**
   * Takes in one job.
   *
   * @returns what we learn from it: that the job has begun or `ended`, or nothing but progress.
   */
  update(job: Job): 'begun' | 'ended' | 'progress' {
    const before = this.known.get(job.id);
    if (before && rank(before) > rank(job)) {
      return 'progress'; // an answer that was overtaken by an event
    }
    const log = before ? joinLogs(before.log, job.log) : job.log;
    this.known.set(job.id, { ...job, log });
    if (before && rank(before) === rank(job)) {
      return 'progress';
    }
    return hasEnded(job) ? 'ended' : 'begun';
  }

  dismiss(id: string): void {
    const ids = [...this.dismissed(), id].slice(-MOST_DISMISSED);
    this.storage.setItem(DISMISSED, JSON.stringify(ids));
    this.known.delete(id);
  }

  private dismissed(): Set<string> {
    try {
      const ids = JSON.parse(
        this.storage.getItem(DISMISSED) ?? '[]'
      ) as unknown;
      return new Set(Array.isArray(ids) ? ids.map(String) : []);
    } catch {
      return new Set();
    }
  }

  private readonly known = new Map<string, Job>();
}

export function hasEnded(job: Job): boolean {
  return rank(job) === 2;
}

/** How far a job is; it never goes back. */
function rank(job: Job): number {
  switch (job.state) {
    case 'queued':
      return 0;
    case 'running':
      return 1;
    case 'done':
    case 'failed':
    case 'cancelled':
      return 2;
  }
}

/** A log and its newest lines, which may overlap it or be all of it, as one. */
export function joinLogs(known: string[], newest: string[]): string[] {
  const holdsAll = newest.some((_, at) => startsWith(newest.slice(at), known));
  if (holdsAll) {
    return newest;
  }
  const overlap = known.findIndex((_, at) =>
    startsWith(newest, known.slice(at))
  );
  return [...known.slice(0, overlap < 0 ? known.length : overlap), ...newest];
}

function startsWith(lines: string[], start: string[]): boolean {
  return (
    start.length <= lines.length &&
    start.every((line, at) => line === lines[at])
  );
}
