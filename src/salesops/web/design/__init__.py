"""The look of every page: templates, styles, script and the pieces pages are made of."""
