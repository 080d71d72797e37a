import json
import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_envmgr.names import Names

NAMES = Names()


@pytest.fixture
def names():
    return NAMES


@pytest.mark.parametrize(
    ("pypi", "conda"),
    [
        ("torch", "pytorch"),
        ("msgpack", "msgpack-python"),
        ("stack-data", "stack_data"),
        ("typing-extensions", "typing_extensions"),
        ("Typing_Extensions", "typing_extensions"),
        ("opencv-python", "opencv"),
        ("opencv-python-headless", "opencv"),
        ("opencv-contrib-python", "opencv"),
        ("matplotlib", "matplotlib-base"),
        ("tables", "pytables"),
        ("graphviz", "python-graphviz"),
        ("build", "python-build"),
        ("duckdb", "python-duckdb"),
        ("redis", "redis-py"),
        ("tzdata", "python-tzdata"),
        ("docker", "docker-py"),
        ("ray", "ray-core"),
        ("dask", "dask-core"),
        ("psycopg2-binary", "psycopg2"),
        ("PyQt5", "pyqt"),
        ("huggingface-hub", "huggingface_hub"),
        ("torch-geometric", "pytorch_geometric"),
        ("soundfile", "pysoundfile"),
        ("xxhash", "python-xxhash"),
        ("igraph", "python-igraph"),
        ("annoy", "python-annoy"),
        ("blosc2", "python-blosc2"),
        ("apache-airflow", "airflow"),
        ("ruamel.yaml", "ruamel.yaml"),
        ("ruamel-yaml", "ruamel.yaml"),
        ("zope-interface", "zope.interface"),
        ("jaraco-text", "jaraco.text"),
        ("kaleido", "python-kaleido"),
        ("brotli", "brotli-python"),
        ("cupy-cuda12x", "cupy"),
        ("playwright", "playwright-python"),
        ("sklearn", "scikit-learn"),
        ("PyYAML", "pyyaml"),
        ("scikit-learn", "scikit-learn"),
        ("numpy", "numpy"),
    ],
)
def test_projects_have_their_conda_names(names, pypi, conda):
    assert names.conda_names(pypi)[0] == conda


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("stack-data", {"stack_data", "stack-data"}),
        ("Some_Thing", {"some_thing", "some-thing"}),
        ("some.thing", {"some.thing", "some-thing"}),
        ("repoze-something", {"repoze.something", "repoze-something"}),
    ],
)
def test_a_project_may_be_spelled_otherwise_for_conda(names, typed, expected):
    found = names.conda_names(typed)
    assert expected <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", ["redis", "graphviz", "tzdata", "ffmpeg", "jq", "xxhash"])
def test_a_c_library_is_not_taken_for_the_project_of_its_name(names, name):
    assert name not in names.conda_names(name)


@pytest.mark.parametrize(
    ("conda", "pypi"),
    [
        ("pytorch", "torch"),
        ("msgpack-python", "msgpack"),
        ("python-dateutil", "python-dateutil"),
        ("matplotlib-base", "matplotlib"),
        ("typing_extensions", "typing-extensions"),
        ("zope.interface", "zope-interface"),
        ("pytables", "tables"),
        ("python-tzdata", "tzdata"),
        ("py-opencv", "opencv-python"),
        ("opencv", "opencv-python"),
        ("cyipopt", "cyipopt"),
        ("pyqt", "pyqt5"),
        ("numpy", "numpy"),
        ("Some_Thing", "some-thing"),
    ],
)
def test_conda_packages_are_projects(names, conda, pypi):
    assert names.pypi_name(conda) == pypi


@pytest.mark.parametrize(
    ("module", "conda"),
    [
        ("cv2", "opencv"),
        ("sklearn", "scikit-learn"),
        ("skimage", "scikit-image"),
        ("yaml", "pyyaml"),
        ("PIL", "pillow"),
        ("PIL.Image", "pillow"),
        ("bs4", "beautifulsoup4"),
        ("torch", "pytorch"),
        ("torch.nn", "pytorch"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("google.cloud.storage.blob", "google-cloud-storage"),
        ("google.cloud.something_new", "google-cloud-something_new"),
        ("google.protobuf", "protobuf"),
        ("googleapiclient.discovery", "google-api-python-client"),
        ("azure.storage.blob", "azure-storage-blob"),
        ("azure.identity", "azure-identity"),
        ("opentelemetry.trace", "opentelemetry-api"),
        ("opentelemetry.sdk.trace", "opentelemetry-sdk"),
        ("dateutil", "python-dateutil"),
        ("dotenv", "python-dotenv"),
        ("jwt", "pyjwt"),
        ("OpenSSL", "pyopenssl"),
        ("Crypto", "pycryptodome"),
        ("nacl", "pynacl"),
        ("serial", "pyserial"),
        ("usb", "pyusb"),
        ("zmq", "pyzmq"),
        ("git", "gitpython"),
        ("github", "pygithub"),
        ("attr", "attrs"),
        ("pkg_resources", "setuptools"),
        ("ruamel.yaml", "ruamel.yaml"),
        ("slugify", "python-slugify"),
        ("docx", "python-docx"),
        ("pptx", "python-pptx"),
        ("fitz", "pymupdf"),
        ("MySQLdb", "mysqlclient"),
        ("psycopg2", "psycopg2"),
        ("bson", "pymongo"),
        ("dns", "dnspython"),
        ("websocket", "websocket-client"),
        ("magic", "python-magic"),
        ("umap", "umap-learn"),
        ("imblearn", "imbalanced-learn"),
        ("community", "python-louvain"),
        ("igraph", "python-igraph"),
        ("osgeo", "gdal"),
        ("netCDF4", "netcdf4"),
        ("tables", "pytables"),
        ("Bio.Seq", "biopython"),
        ("graphviz", "python-graphviz"),
        ("msgpack", "msgpack-python"),
        ("pywt", "pywavelets"),
        ("skopt", "scikit-optimize"),
        ("wx", "wxpython"),
        ("PyQt5.QtWidgets", "pyqt"),
        ("win32com.client", "pywin32"),
        ("mpl_toolkits.mplot3d", "matplotlib-base"),
        ("mpl_toolkits.basemap", "basemap"),
        ("keras", "keras"),
        ("numpy", "numpy"),
        ("numpy.linalg", "numpy"),
        ("pandas", "pandas"),
        ("sentence_transformers", "sentence-transformers"),
        ("pytorch_lightning", "pytorch-lightning"),
        ("json", "python"),
        ("os.path", "python"),
        ("unheard_of", "unheard_of"),
        ("unheard_of.part", "unheard_of"),
    ],
)
def test_imports_are_found_in_their_packages(names, module, conda):
    assert names.packages_for_import(module)[0] == conda


def test_an_unknown_import_may_be_spelled_either_way(names):
    assert names.packages_for_import("unheard_of") == ("unheard_of", "unheard-of")


def test_a_folder_that_many_share_does_not_list_them_all(names):
    assert 1 <= len(names.packages_for_import("google")) <= 10


@given(st.text(max_size=30))
def test_no_text_is_too_odd_to_look_up(text):
    for found in (NAMES.conda_names(text), NAMES.packages_for_import(text)):
        assert all(found) and len(found) == len(set(found))
    assert isinstance(NAMES.pypi_name(text), str)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"torch": null}', b'{"torch": {"pypi_name": "torch"}}',
     b'{"a": ' + b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_table_leaves_the_rule_and_says_so_once(tmp_path, caplog, content):
    path = tmp_path / "table.json"
    path.write_bytes(content)
    assert_only_the_rule(Names(path), caplog)


def test_a_missing_table_leaves_the_rule_and_says_so_once(tmp_path, caplog):
    assert_only_the_rule(Names(tmp_path / "none.json"), caplog)


def test_a_folder_in_place_of_the_table_leaves_the_rule(tmp_path, caplog):
    assert_only_the_rule(Names(tmp_path), caplog)


def assert_only_the_rule(names, caplog):
    with caplog.at_level(logging.WARNING):
        assert names.conda_names("Some_Thing") == ("some_thing", "some-thing")
        assert names.conda_names("torch") == ("torch",)
        assert names.pypi_name("some_thing") == "some-thing"
        assert names.packages_for_import("yaml") == ("pyyaml",)
        assert names.packages_for_import("some.thing") == ("some",)
    assert len(caplog.records) == 1


def test_nothing_is_read_before_the_first_question(tmp_path):
    path = tmp_path / "table.json"
    names = Names(path)
    row = {"pypi_name": "a", "conda_name": "b", "import_name": "c", "mapping_source": "us"}
    path.write_text(json.dumps({"a": row}), encoding="utf-8")
    assert names.conda_names("a") == ("b", "a")
    path.unlink()
    assert names.pypi_name("b") == "a"
    assert names.packages_for_import("c.d") == ("b",)


def test_the_package_with_the_table_is_not_imported():
    code = (
        "import sys; from jupyter_envmgr.names import Names; Names().conda_names('torch')[0] =="
        " 'pytorch' or sys.exit('no table'); sys.exit('conda_pypi' in sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_without_the_package_the_rule_holds():
    code = (
        "import sys; from jupyter_envmgr.names import Names; sys.path.clear(); "
        "print(*Names().conda_names('torch'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.split() == ["torch"]
    assert "conda_pypi is not installed" in done.stderr
