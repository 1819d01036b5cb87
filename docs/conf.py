"""Configuration of the site; ``docs/make_site.py`` gathers its pages and builds it."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "tambon_gis"
author = "The tambon_gis developers"
project_copyright = author
release = importlib.metadata.version("tambon_gis")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "numpydoc",
    "making.languages",
]
root_doc = "docs/index"
exclude_patterns = ["docs/_build"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
language = "en"
templates_path = ["making/templates"]
html_static_path = ["making/static"]
html_css_files = ["letters.css", "site.css"]
html_js_files = ["frame.js"]
nitpicky = False

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist", "html_image", "attrs_inline"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "pydata_sphinx_theme"
html_title = "tambon_gis"
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
# What a search finds is told by its title: a page opened by double click cannot fetch another.
html_show_search_summary = False
html_search_language = "th"
html_use_index = False
html_domain_indices = False
html_sidebars = {"docs/index": []}
html_theme_options = {
    "navbar_start": ["navbar-logo"],
    "navbar_center": ["navbar-nav"],
    "navbar_end": ["language-switch", "theme-switcher"],
    "footer_start": ["offline"],
    "footer_end": [],
    "primary_sidebar_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_nav_level": 1,
    "navigation_depth": 3,
    "back_to_top_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
