"""How Sphinx shows the pages. docs/build.py puts them together and calls it."""

import re

from hw2lib import __version__

project = "hw2lib"
author = copyright = "the hw2lib authors"  # noqa: A001
version = release = __version__
html_title = "How neural networks learn"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax", "sphinx-mathjax-offline"]
html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_favicon = "_static/favicon.svg"
html_context = {"default_mode": "auto"}
html_css_files = ["site.css"]
html_theme_options = {"show_toc_level": 2, "use_fullscreen_button": False}
html_copy_source = False

nb_execution_mode = "off"  # what is published is what the tests compared
nb_ipywidgets_js = {}
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
exclude_patterns = ["first_visit.md"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
default_role = "code"
napoleon_numpy_docstring = False

suppress_warnings = [
    "myst.header",  # a notebook may go from a title to a smaller heading
    "docutils",  # docstrings are written to be read in a terminal
]


def plain(app, what, name, obj, options, lines):
    """Keep a docstring's |z|, *copies and w_ from being read as markup; code keeps every character."""
    in_example = False
    for i, line in enumerate(lines):
        in_example = line.lstrip().startswith(">>>") or (in_example and bool(line.strip()))
        if not in_example:
            lines[i] = re.sub(r"(`+[^`]+`+)|([|*]|(?<=\w)_(?!\w))", lambda m: m[1] or f"\\{m[2]}", line)


def setup(app):
    """Let Sphinx call `plain` before the docstrings' sections are read."""
    app.connect("autodoc-process-docstring", plain, priority=100)
