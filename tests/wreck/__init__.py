"""Ways in which people wreck environments, in a terminal and here, side by side."""

import pytest

pytest.register_assert_rewrite("tests.wreck.here", "tests.wreck.terminal")
