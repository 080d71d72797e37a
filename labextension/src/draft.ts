import type { CreateRequest, PlanRequest, SpecFile } from './api';
import { splitSpecs } from './specs';

/** A creation as it stands in the form. */
export interface IDraft {
  readonly name: string;
  /** Packages as typed, see `splitSpecs`. */
  readonly packages: string;
  readonly pip: string;
  readonly channels: string;
  readonly kernel: boolean;
  readonly file: SpecFile | null;
}

export const EMPTY_DRAFT: IDraft = {
  name: '',
  packages: '',
  pip: '',
  channels: '',
  kernel: true,
  file: null
};

/** Whether two drafts hold the same. */
export function sameDraft(one: IDraft, other: IDraft): boolean {
  return (
    one.name === other.name &&
    one.packages === other.packages &&
    one.pip === other.pip &&
    one.channels === other.channels &&
    one.kernel === other.kernel &&
    one.file === other.file
  );
}

/** The body to send. @throws UnclosedError */
export function toRequest(draft: IDraft): CreateRequest {
  const { file, kernel } = draft;
  const name = draft.name.trim();
  if (file) {
    return { name, file, kernel };
  }
  return {
    name,
    kernel,
    packages: splitSpecs(draft.packages),
    pip: splitSpecs(draft.pip),
    channels: splitSpecs(draft.channels)
  };
}

/** A creation as a request for its plan. */
export function toPlanRequest({ name, ...rest }: CreateRequest): PlanRequest {
  return { environment: name, ...rest };
}

/** The creation that was planned, to be sent as such or put into the form again. */
export function toCreation(request: PlanRequest): CreateRequest {
  return {
    name: request.environment,
    packages: request.packages ?? [],
    pip: request.pip ?? [],
    channels: request.channels ?? [],
    python: request.python ?? null,
    kernel: request.kernel ?? true,
    file: request.file ?? null,
    layers: request.layers ?? {}
  };
}

/** A body as a draft again; for a clone there is none. */
export function fromRequest(request: CreateRequest): IDraft | null {
  if (request.clone) {
    return null;
  }
  return {
    name: request.name,
    packages: joinSpecs(request.packages ?? []),
    pip: joinSpecs(request.pip ?? []),
    channels: joinSpecs(request.channels ?? []),
    kernel: request.kernel ?? true,
    file: request.file ?? null
  };
}

/** The text that `splitSpecs` takes apart into these. */
export function joinSpecs(specs: readonly string[]): string {
  return specs.map(spec => (/\s/.test(spec) ? `"${spec}"` : spec)).join(' ');
}
