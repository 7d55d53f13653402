"""Two servers under the same load: ours, and the open-source CRM it is measured against."""
