"""Stands for nb_conda_kernels, which is on no index that tests can reach: its face, not its code.

As the real one does, it looks at all kernels when it is made, asks conda for the environments,
and makes a fixed list of them that goes stale. Only what our manager replaces is left out.
"""

from jupyter_client.kernelspec import KernelSpecManager
from traitlets import Bool, TraitError, Unicode, validate


class CondaKernelSpecManager(KernelSpecManager):
    base_name = Unicode("base", config=True)
    conda_only = Bool(False, config=True)
    env_filter = Unicode(None, config=True, allow_none=True)
    kernelspec_path = Unicode(None, config=True, allow_none=True)
    enable_debugger = Bool(None, config=True, allow_none=True)
    name_format = Unicode("{language} [conda env:{environment}]", config=True)

    @validate("kernelspec_path")
    def _validate_kernelspec_path(self, _proposal):
        raise TraitError("the stand-in's own check was used")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._conda_kernels_cache_expiry = None
        self.log.info("%s kernels found", len(self._conda_kspecs))

    @property
    def _conda_info(self):
        raise AssertionError("conda was asked")

    @property
    def _conda_kspecs(self):
        return dict.fromkeys(self._conda_info["envs"])

    def _all_envs(self):
        return self._conda_info["conda_prefix"], self._conda_info["envs_dirs"]

    def find_kernel_specs(self):
        return {name: spec.resource_dir for name, spec in self._conda_kspecs.items()}

    def get_kernel_spec(self, kernel_name):
        return self._conda_kspecs[kernel_name]
