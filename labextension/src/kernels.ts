import type { Environment } from './api';
import type { INotebookKernel } from './tokens';

/** The environment that a kernel runs in, null where it is in none that is known. */
export function environmentOf(
  kernel: INotebookKernel | null,
  environments: readonly Environment[]
): Environment | null {
  if (!kernel?.name) {
    return null;
  }
  const { name, prefix, environment } = kernel;
  return (
    environments.find(each => each.kernels.includes(name)) ??
    environments.find(each => prefix !== null && each.prefix === prefix) ??
    environments.find(
      each => environment !== null && each.name === environment
    ) ??
    null
  );
}

/** The kernel to open a notebook with: Python's where there are several; null where there is none. */
export function kernelOf(environment: Environment): string | null {
  const { kernels } = environment;
  return kernels.find(name => name.endsWith('-py')) ?? kernels[0] ?? null;
}

/**
 * The environment that a kernel's name speaks of, null where it is none of conda's.
 *
 * nb_conda_kernels names them `conda-env-<name>-<language>`.
 */
export function environmentInName(kernel: string): string | null {
  return /^conda-env-(.+)-[^-]+$/.exec(kernel)?.[1] ?? null;
}
