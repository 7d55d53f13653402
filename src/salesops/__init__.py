"""SalesOps: the whole job of a sales-operations department, on your own machine."""

__version__ = "0.1.0"
