import type { ChangeRequest, HealthProblem, PlanRequest } from './api';

/** The request for a plan that makes a change of an environment. */
export function planOf(
  environment: string,
  change: ChangeRequest
): PlanRequest {
  return { environment, ...change };
}

/** The change that mends all of these problems; what one takes away no other puts back. */
export function repairOf(problems: readonly HealthProblem[]): ChangeRequest {
  const all = problems
    .map(({ repair }) => repair ?? {})
    .reduce((one, other) => merge(one, other), {});
  const gone = new Set(all.remove);
  const reinstall = all.reinstall?.filter(name => !gone.has(name)) ?? [];
  return withoutEmpty({ ...all, reinstall });
}

/** Two changes as one; where only one can be, the first is the one. */
function merge(one: ChangeRequest, other: ChangeRequest): ChangeRequest {
  return withoutEmpty({
    install: join(one.install, other.install),
    pip: join(one.pip, other.pip),
    remove: join(one.remove, other.remove),
    update:
      one.update === 'all' || other.update === 'all'
        ? 'all'
        : join(one.update, other.update),
    reinstall: join(one.reinstall, other.reinstall),
    channels: join(one.channels, other.channels),
    layers: { ...other.layers, ...one.layers },
    file: one.file ?? other.file ?? null,
    rename: one.rename ?? other.rename ?? null
  });
}

function join(one: string[] = [], other: string[] = []): string[] {
  return [...new Set([...one, ...other])];
}

function withoutEmpty(change: ChangeRequest): ChangeRequest {
  return Object.fromEntries(
    Object.entries(change).filter(
      ([, value]) => value && Object.keys(value as object | string).length > 0
    )
  );
}
