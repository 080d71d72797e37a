"""Where grayskull's table has no row for a well-known name, or a doubtful one.

Names are conda-forge's. A project that keeps its name, or changes only dashes and underscores,
needs no entry.
"""

from __future__ import annotations

CONDA_NAMES = {
    "brotli": ("brotli-python", "brotli"),
    "bs4": ("beautifulsoup4",),  # a placeholder on pip's index, as sklearn is
    "cupy-cuda11x": ("cupy",),  # one project for each CUDA there, a variant of one package here
    "cupy-cuda12x": ("cupy",),
    "cupy-cuda13x": ("cupy",),
    "eccodes": ("python-eccodes",),
    "gmsh": ("python-gmsh",),
    "julia": ("pyjulia",),
    "kaleido": ("python-kaleido", "kaleido"),
    "lief": ("py-lief",),
    "opencv-contrib-python": ("opencv", "py-opencv"),
    "opencv-contrib-python-headless": ("opencv", "py-opencv"),
    "opencv-python": ("opencv", "py-opencv"),
    "opencv-python-headless": ("opencv", "py-opencv"),
    "pdal": ("python-pdal",),
    "playwright": ("playwright-python", "playwright"),
    "rdkit-pypi": ("rdkit",),
    "sklearn": ("scikit-learn",),
}
"""Conda names, best first, by the project's name on pip's index."""

PROJECTS = {
    "astropy-base": "astropy",
    "brotli-python": "brotli",
    "cupy-core": "cupy",
    "fastapi-core": "fastapi",
    "geopandas-base": "geopandas",
    "jupyterhub-base": "jupyterhub",
    "nbconvert-core": "nbconvert",
    "numpy-base": "numpy",
    "pandera-base": "pandera",
    "playwright-python": "playwright",
    "py-lief": "lief",
    "py-opencv": "opencv-python",
    "py-xgboost": "xgboost",
    "py-xgboost-cpu": "xgboost",
    "py-xgboost-gpu": "xgboost",
    "pyarrow-core": "pyarrow",
    "pyjulia": "julia",
    "python-eccodes": "eccodes",
    "python-gmsh": "gmsh",
    "python-kaleido": "kaleido",
    "python-pdal": "pdal",
    "tensorflow-base": "tensorflow",
    "vtk-base": "vtk",
}
"""Names on pip's index by conda's; packages that conda divides in two have the code in these."""

IMPORTS = {
    "Bio": ("biopython",),
    "ESMF": ("esmpy",),
    "OpenGL": ("pyopengl",),
    "PIL": ("pillow",),
    "brotli": ("brotli-python",),  # the table's brotlipy is its abandoned predecessor
    "bson": ("pymongo",),  # not the project bson, which pymongo cannot live with
    "cairo": ("pycairo",),
    "cv2": ("opencv", "py-opencv"),
    "dns": ("dnspython",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss", "faiss-cpu"),
    "fitz": ("pymupdf",),
    "gi": ("pygobject",),
    "google.protobuf": ("protobuf",),
    "googleapiclient": ("google-api-python-client",),
    "hydra": ("hydra-core",),
    "iris": ("iris",),  # the table has only a project that nobody means
    "keras": ("keras",),
    "ldap": ("python-ldap",),
    "magic": ("python-magic",),
    "mpl_toolkits": ("matplotlib-base",),
    "mpl_toolkits.basemap": ("basemap",),
    "multipart": ("python-multipart",),
    "opentelemetry": ("opentelemetry-api",),  # the table has 53 that share the folder
    "osgeo": ("gdal",),
    "pythoncom": ("pywin32",),
    "pywintypes": ("pywin32",),
    "ruamel": ("ruamel.yaml",),
    "slugify": ("python-slugify",),
    "tables": ("pytables",),  # the table takes conda's name for the import name
    "talib": ("ta-lib",),
    "websocket": ("websocket-client",),
    "win32api": ("pywin32",),
    "win32com": ("pywin32",),
    "win32con": ("pywin32",),
    "win32gui": ("pywin32",),
    "xgboost": ("xgboost", "py-xgboost"),
    "yaml": ("pyyaml",),
}
"""Conda names, best first, by what is imported."""

SOMETHING_ELSE = frozenset({
    "blosc", "bullet", "curl", "docker", "eccodes", "ffmpeg", "flatbuffers", "geotiff", "git",
    "glfw", "gmsh", "graphviz", "h3", "hdf5", "ipopt", "jq", "julia", "juliaup", "krb5",
    "kubernetes", "lief", "make", "nodejs", "pandoc", "patch", "pdal", "redis", "snappy",
    "tesseract", "tiledb", "typst", "tzdata", "wget", "xxhash", "yarn", "zlib-ng", "zstd",
})  # fmt: skip
"""Programs and C libraries of conda whose names a different project has on pip's index."""

DOTTED = frozenset({
    "backports", "databind", "discord", "diffpy", "dogpile", "flufl", "fs", "jaraco", "keyrings",
    "more", "nr", "oslo", "pyannote", "repoze", "ruamel", "scikits", "zc", "zest", "zope",
})  # fmt: skip
"""First parts of names in which conda has a dot: ``zope.interface``."""
