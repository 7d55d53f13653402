"""Event logs as files: CSV, workbooks, Parquet, XES and OCEL 2.0, read and written."""
