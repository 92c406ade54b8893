"""The report room: tables, pictures and pages for people."""
