"""The ledger in and out of files: CSV and XLSX, column maps, reports by line."""
